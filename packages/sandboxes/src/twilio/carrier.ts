import { setTimeout as delay } from 'node:timers/promises'
import { twilioSandboxCredentials } from './credentials'
import type { TwilioParts } from './parts'
import type { WebhookPosts } from './webhooks'
import type { Message, MessageStatus } from './world/message'

/** The network behind the API: brings messages to phones and reports what became of them. */
export interface Carrier {
  /** Resolves when the message has arrived, or not, and everything was reported. */
  carry(sid: string): Promise<void>
  /** Goes on with what was on its way when the process died. */
  resume(): void
  stop(): void
}

interface CarrierParts extends TwilioParts {
  readonly webhooks: WebhookPosts
  readonly pace: number
}

export function createCarrier({ world, switches, changed, webhooks, pace }: CarrierParts): Carrier {
  const stopping = new AbortController()

  function set(sid: string, changes: Partial<Message>): Message | undefined {
    const message = world.messages.get(sid)
    if (message === undefined || stopping.signal.aborted) return undefined
    const next = { ...message, ...changes }
    world.messages.set(sid, next)
    changed(next.to)
    return next
  }

  async function report(message: Message): Promise<void> {
    if (message.statusCallback === null || switches().callbacks === 'none') return
    await webhooks.post(message.statusCallback, statusFields(message))
    if (switches().callbacks === 'twice') await webhooks.post(message.statusCallback, statusFields(message))
  }

  async function carry(sid: string): Promise<void> {
    const reports: Message[] = []
    const step = async (status: MessageStatus, changes: Partial<Message> = {}) => {
      if (pace > 0) await delay(pace, undefined, { signal: stopping.signal })
      const message = set(sid, { status, ...changes })
      if (!message) return
      if (switches().callbacks === 'reversed') reports.unshift(message)
      else await report(message)
    }
    const { outcome, errorCode } = switches()
    const hasLeft = world.messages.get(sid)?.status === 'sent'
    if (outcome !== 'failed' && !hasLeft) await step('sent', { sentAt: Date.now() })
    if (outcome === 'delivered') await step('delivered')
    else if (outcome !== 'sent') await step(outcome, { errorCode })
    for (const message of reports) await report(message)
  }

  // The only failure is the end of the sandbox; what is left goes on at the next start.
  const carrySafely = (sid: string) => carry(sid).catch(() => {})

  return {
    carry: carrySafely,
    resume() {
      for (const { sid, status, direction } of [...world.messages.values()]) {
        const isOnItsWay = status === 'queued' || status === 'sent'
        if (direction === 'outbound-api' && isOnItsWay) void carrySafely(sid)
      }
    },
    stop: () => stopping.abort(),
  }
}

function statusFields({ sid, status, to, from, errorCode }: Message): Record<string, string> {
  return {
    SmsSid: sid,
    SmsStatus: status,
    MessageStatus: status,
    To: to,
    MessageSid: sid,
    AccountSid: twilioSandboxCredentials.accountSid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(errorCode !== null && { ErrorCode: String(errorCode) }),
  }
}

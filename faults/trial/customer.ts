import { pause } from '@conversation-hub/core'
import { createParser } from 'eventsource-parser'
import { type Line, lineOf, textOf } from '../checker/line'
import { callHub, type HubAnswer, openEvents } from './call-hub'
import type { CustomerLog } from './customer-log'

/** A repeat after this time: what a patient app does. */
const AGAIN_AFTER_MS = 250

/** A customer with a browser and an app behind it that never gives up and never repeats under a new key. */
export interface Customer {
  readonly label: string
  conversationId(): string
  /** Starts the conversation, and follows it from then on. */
  start(): Promise<void>
  /** Says the next lines, one after the other, each until it is accepted. */
  say(lines: number): Promise<void>
  stop(): void
}

export interface Phone {
  readonly number: string
  /** Has the carrier deliver what the customer wrote; the same id is the same message. */
  write(url: string, id: string, text: string): Promise<HubAnswer | undefined>
}

interface Options {
  readonly label: string
  readonly resourceId?: string
  readonly createInThirdPartySystems?: boolean
  /** Where to turn to, asked anew before every call. */
  readonly url: () => string
  readonly log: CustomerLog
  /** Called with every event that was shown, before it is written down. */
  readonly onEvent?: () => void
  /** Where the customer writes from a phone, and not in a browser. */
  readonly phone?: Phone | undefined
}

export function createCustomer(options: Options): Customer {
  const { label, phone, resourceId = phone ? 'sms' : 'main', url, log } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const lineOfMessage = new Map<string, number>()
  let conversationId = ''
  let lastEventId = '0'
  let said = 0

  /** Repeats a call until it is taken; whoever is refused for good says nothing more. */
  async function insist(
    call: () => Promise<HubAnswer | undefined>,
  ): Promise<Readonly<Record<string, unknown>>> {
    while (!signal.aborted) {
      const answer = await call()
      if (answer && answer.status < 300) return answer.body
      if (answer) log.repeats.push(answer.status)
      const isPassing = !answer || answer.status >= 500 || answer.status === 429
      if (!isPassing) {
        log.refusals.push(`${label}: ${answer.status} ${String(answer.body.code)}`)
        stopping.abort()
      }
      await pause(AGAIN_AFTER_MS, signal)
    }
    return {}
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const body = await openEvents(url(), conversationId, lastEventId, signal)
      if (body) await read(body)
      await pause(AGAIN_AFTER_MS, signal)
    }
  }

  async function read(body: AsyncIterable<Buffer>): Promise<void> {
    const decoder = new TextDecoder()
    const parser = createParser({
      onEvent({ event, id, data }) {
        options.onEvent?.()
        if (event === 'message') onMessage(JSON.parse(data))
        if (event === 'receipt') onReceipt(JSON.parse(data))
        lastEventId = id ?? lastEventId
      },
    })
    try {
      for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
    } catch {
      // Cut off: the next stream goes on after the last event.
    }
  }

  async function startSession(): Promise<string> {
    const { sessionId } = await insist(() => callHub(url(), '/v1/sessions', { resourceId }))
    return String(sessionId)
  }

  function tell(line: Line): Promise<HubAnswer | undefined> {
    const text = textOf(line)
    if (phone) return phone.write(url(), text, text)
    const message = { text, clientMessageId: String(line.n) }
    return callHub(url(), `/v1/conversations/${conversationId}/messages`, message)
  }

  function onMessage(message: {
    author: { role: string }
    parts: { text?: string }[]
    messageId: string
  }): void {
    const line = lineOf(message.parts[0]?.text ?? '')
    if (!line) return
    const isOwn = message.author.role === 'customer'
    if (isOwn) lineOfMessage.set(message.messageId, line.n)
    const words = isOwn ? log.ownWords : log.platformWords
    words.push({ shownIn: label, line })
  }

  function onReceipt({ status, messageId }: { status: string; messageId: string }): void {
    const n = lineOfMessage.get(messageId)
    if (status === 'failed' && n !== undefined) log.failuresShown.push({ conversation: label, n })
  }

  return {
    label,
    conversationId: () => conversationId,
    async start() {
      const destination = phone?.number ?? (await startSession())
      const started = await insist(() =>
        callHub(
          url(),
          '/v1/conversations',
          {
            resourceId,
            customerDestination: destination,
            attributes: { label },
            createInThirdPartySystems: options.createInThirdPartySystems ?? true,
          },
          { 'idempotency-key': label },
        ),
      )
      if (signal.aborted) return
      conversationId = String(started.conversationId)
      void follow()
    },
    async say(lines) {
      for (let left = lines; left > 0 && !signal.aborted; left -= 1) {
        said += 1
        const line = { conversation: label, n: said }
        await insist(() => tell(line))
        if (!signal.aborted) log.accepted.push(line)
      }
    },
    stop: () => stopping.abort(),
  }
}

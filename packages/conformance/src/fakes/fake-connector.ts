import {
  type CallContext,
  type Capabilities,
  type Connector,
  ConversationError,
  errorFromStatus,
  type OutgoingMessage,
  type PlatformEvent,
  type PlatformSession,
} from '@conversation-hub/core'
import type { FakePlatform } from './fake-platform'
import type { WireReply, WireRequest } from './fake-wire'

const capabilities: Capabilities = {
  choices: true,
  forms: true,
  cards: false,
  attachments: false,
  typing: { toPlatform: true, fromPlatform: true },
  receipts: { toPlatform: true, fromPlatform: true },
  queuePosition: false,
  availability: true,
  transcriptHandOver: false,
  transcript: true,
  resume: true,
  repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' },
}

/** A connector that does everything right, in the order of the interface. */
export function fakeConnector(platform: FakePlatform): Connector {
  async function call(request: WireRequest, { signal }: CallContext): Promise<string> {
    const reply = await platform.call(request, signal).catch((): never => {
      if (signal.aborted)
        throw new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })
      throw new ConversationError('platform-unreachable', 'The connection was cut.', { outcome: 'unknown' })
    })
    return bodyOf(reply)
  }

  const send: Connector['send'] = async ({ messageId: id, message }, session, context) => {
    await call({ call: 'send', ...access(session), id, text: textOf(message) }, context)
    return { session }
  }
  const readTranscript = async (session: PlatformSession, context: CallContext): Promise<PlatformEvent[]> =>
    JSON.parse(await call({ call: 'entries', ...access(session) }, context))

  return {
    specVersion: 'v1',
    platform: 'fake',
    account: 'fake account',
    capabilities,
    arrival: {
      kind: 'stream',
      opens: 'after-start',
      silenceMs: 60_000,
      async *open(session, { cursor = '0', signal }) {
        yield { step: 'opened' }
        let number = Number(cursor)
        for await (const events of platform.stream(access(session).room, number, signal)) {
          number += events.length
          yield { step: 'events', events: events.filter(isKnown), cursor: String(number) }
        }
      },
    },
    async start({ commandId: room, customerIdentifier = '' }, _session, context) {
      const { token } = JSON.parse(await call({ call: 'start', room, words: customerIdentifier }, context))
      return { session: { room, token } }
    },
    send,
    async typing({ typing }, session, context) {
      await call({ call: 'typing', ...access(session), typing }, context)
      return { session }
    },
    async receipt({ messageId }, session, context) {
      await call({ call: 'read', ...access(session), messageId }, context)
      return { session }
    },
    async end(_command, session, context) {
      await call({ call: 'end', ...access(session) }, context)
      return { session }
    },
    async reconcile(command, session, context) {
      if (command.type !== 'send') return { tookEffect: 'unknown' }
      const entries = await readTranscript(session, context)
      const arrived = entries.some((entry) => entry.type === 'echo' && entry.messageId === command.messageId)
      return { tookEffect: arrived ? 'yes' : 'no' }
    },
    async renew(session, context) {
      const { token } = JSON.parse(await call({ call: 'renew', ...access(session) }, context))
      return { ...session, token }
    },
    async readTranscript(session, context) {
      const entries = await readTranscript(session, context)
      return entries.filter((entry) => isKnown(entry) && entry.type !== 'typing')
    },
    checkAvailability: async () => ({ available: 'yes' }),
  }
}

function bodyOf({ status, body, retryAfter }: WireReply): string {
  if (status >= 400) throw errorFromStatus(status, `The fake platform answered ${status}.`, { retryAfter })
  if (body.startsWith('{') || body.startsWith('[')) return body
  throw new ConversationError('platform-reply-invalid', 'The fake platform answered something strange.', {
    outcome: 'unknown',
    platformStatus: status,
  })
}

export const access = ({ room, token }: PlatformSession) => ({ room: String(room), token: String(token) })

function textOf(message: OutgoingMessage): string {
  switch (message.type) {
    case 'text':
      return message.text
    case 'choice':
      return message.title
    case 'form':
      return JSON.stringify(message.values)
    case 'attachment':
      return message.name
  }
}

/** The fake platform sends notices of a kind that nobody knows. */
const isKnown = (event: PlatformEvent): boolean => event.type !== 'notice'

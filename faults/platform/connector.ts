import type { CallContext, Connector, PlatformSession, SendCommand } from '@conversation-hub/core'
import { type Call, callJson, chunksOf, open, unreadable } from './calls'
import type { PlatformKind } from './kinds'
import { readEvents } from './read-events'

interface ConnectorSettings {
  readonly url: string
  readonly kind: PlatformKind
  /** Default: the address. */
  readonly account?: string
  /** Default: 30 seconds. */
  readonly silenceMs?: number
}

/** A connector for the harness's platform, as plain as a connector can be. */
export function faultsConnector({
  url,
  kind,
  account = url,
  silenceMs = 30_000,
}: ConnectorSettings): Connector {
  const call = (
    method: Call['method'],
    session: PlatformSession,
    what: string,
    { signal }: CallContext,
    body?: Record<string, string>,
  ) =>
    callJson({
      method,
      url: `${url}/conversations/${String(session.id)}/${what}`,
      token: String(session.token),
      signal,
      ...(body && { body }),
    })
  const repeats = repeatsOf[kind]

  return {
    specVersion: 'v1',
    platform: 'harness',
    account,
    capabilities: {
      choices: false,
      forms: false,
      cards: false,
      attachments: false,
      typing: { toPlatform: false, fromPlatform: false },
      receipts: { toPlatform: false, fromPlatform: false },
      queuePosition: false,
      availability: false,
      transcriptHandOver: false,
      transcript: false,
      resume: true,
      repeats: {
        start: repeats === 'idempotent' ? repeats : 'reconcilable',
        send: repeats,
        end: 'idempotent',
      },
    },
    arrival: {
      kind: 'stream',
      opens: 'after-start',
      silenceMs,
      async *open(session, { cursor, signal }) {
        const { body } = await open({
          method: 'GET',
          url: `${url}/conversations/${String(session.id)}/events`,
          token: String(session.token),
          signal,
          ...(cursor !== undefined && { lastEventId: cursor }),
        })
        yield { step: 'opened' }
        const list = (after: number) => call('GET', session, `spoken?after=${after}`, { signal })
        yield* readEvents(chunksOf(body), { kind, after: Number(cursor ?? 0), list })
      },
    },
    async start({ commandId, attributes }, _session, { signal }) {
      const body = { reference: commandId, label: attributes.label ?? '' }
      return {
        session: sessionIn(await callJson({ method: 'POST', url: `${url}/conversations`, body, signal })),
      }
    },
    async send(command, session, context) {
      const body = { commandId: command.commandId, text: textOf(command) }
      await call('POST', session, 'messages', context, body)
      return { session }
    },
    async end(_command, session, context) {
      await call('POST', session, 'end', context, {})
      return { session }
    },
    async reconcile(command, session, context) {
      if (command.type === 'start') {
        const found = await callJson({
          method: 'GET',
          url: `${url}/conversations?reference=${command.commandId}`,
          signal: context.signal,
        })
        if (found.id === undefined) return { tookEffect: 'no' }
        return { tookEffect: 'yes', session: sessionIn(found) }
      }
      const { commandIds } = await call('GET', session, 'messages', context)
      const isThere = Array.isArray(commandIds) && commandIds.includes(command.commandId)
      return { tookEffect: isThere ? 'yes' : 'no' }
    },
    async renew(session, context) {
      const { token } = await call('POST', session, 'tokens', context, {})
      return { ...session, token: String(token) }
    },
  }
}

function sessionIn({ id, token }: Readonly<Record<string, unknown>>): PlatformSession {
  if (typeof id !== 'string' || typeof token !== 'string') throw unreadable()
  return { id, token }
}

const repeatsOf = {
  'recognises ids': 'idempotent',
  'can be read back': 'reconcilable',
  echoes: 'echo',
} as const

const textOf = ({ message }: SendCommand) => (message.type === 'text' ? message.text : message.type)

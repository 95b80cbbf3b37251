import { ConversationError } from '@conversation-hub/core'
import { type Answer, type Call, call } from '../http/call'
import { createConnections, STREAM_TIMEOUT_MS } from '../http/connections'
import { isPageOfNothing } from '../http/from-elsewhere'
import type { Multipart } from '../http/multipart'
import { openEventStream } from '../http/open-event-stream'
import { createPace, type TakenPlaces } from '../http/pace'
import { parseAnswer } from '../http/parse-answer'
import { accessFrom, tokenAnswerSchema } from './access'
import { doing, errorFromAnswer, type Operation } from './errors'
import type { Access, Session } from './session'
import type { EnhancedChatSettings } from './settings'

const API = '/iamessage/api/v2'

interface Request extends Pick<Call, 'method' | 'json' | 'form' | 'maxAnswerBytes' | 'signal'> {
  readonly path: string
  readonly access?: Pick<Access, 'accessToken'>
  readonly query?: Readonly<Record<string, string>>
  /** Statuses besides 2xx that the caller understands. */
  readonly accepts?: ReadonlyArray<number>
}

/** Calls that change nothing a customer or an agent could see. */
const WITHOUT_EFFECT: ReadonlySet<Operation> = new Set([
  'token',
  'continuation',
  'status',
  'entries',
  'stream',
])

/** The largest page of entries that is read, in bytes. Customers may write long: what cannot be read back makes deaf. */
const MAX_PAGE_BYTES = 16 * 1_048_576

/** Salesforce counts these per org, whichever of its deployments they are for. */
const tokensTaken: TakenPlaces = new Map()
const continuationsTaken: TakenPlaces = new Map()

export type Client = ReturnType<typeof createClient>

/** The calls of the Enhanced Chat API (v2), one function each. Every one throws `ConversationError` only. */
export function createClient({
  scrtUrl,
  orgId,
  deployment,
  capabilitiesVersion,
  limits,
}: EnhancedChatSettings) {
  const connections = createConnections()
  const org = `${orgId} at ${scrtUrl}`
  const { tokensPerMinute: perMinute } = limits
  const tokens = createPace({ perMinute, what: 'access tokens of an org', takenAt: tokensTaken })
  const continuations = createPace({
    perMinute,
    what: 'token renewals of an org',
    takenAt: continuationsTaken,
  })
  const messages = createPace({ perMinute: limits.messagesPerMinute, what: 'messages of a conversation' })

  async function ask(operation: Operation, request: Request): Promise<Answer> {
    const { path, access, query, accepts = [], ...rest } = request
    const url = new URL(`${API}${path}`, scrtUrl)
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
    const answer = await call(connections, {
      url,
      headers: { accept: 'application/json', ...(access && bearer(access)) },
      doing: doing[operation],
      hasEffect: !WITHOUT_EFFECT.has(operation),
      ...rest,
    })
    const succeeded = answer.status >= 200 && answer.status < 300 && answer.mediaType !== 'text/html'
    if (succeeded || (accepts.includes(answer.status) && !isPageOfNothing(answer))) return answer
    throw errorFromAnswer(operation, answer)
  }

  const accessIn = (operation: Operation, answer: Answer) =>
    accessFrom(parseAnswer(answer, tokenAnswerSchema, { doing: doing[operation] }), { orgId })

  const getStatus = (session: Session, signal: AbortSignal) =>
    ask('status', { method: 'GET', path: pathOf(session), access: session, signal, accepts: [401, 404] })

  return {
    /** Access for a new guest, or for a verified user. */
    async getAccess(identityToken: string | undefined, signal: AbortSignal): Promise<Access> {
      await tokens.take(org, signal)
      const kind = identityToken === undefined ? 'unauthenticated' : 'authenticated'
      const json = {
        orgId,
        esDeveloperName: deployment,
        capabilitiesVersion,
        platform: 'Web',
        ...(identityToken !== undefined && {
          authorizationType: 'JWT',
          customerIdentityToken: identityToken,
        }),
      }
      const path = `/authorization/${kind}/access-token`
      return accessIn('token', await ask('token', { method: 'POST', path, json, signal }))
    },

    /** New access for the same end user, while the old one is still good. */
    async continueAccess(access: Access, signal: AbortSignal): Promise<Access> {
      await continuations.take(org, signal)
      const path = '/authorization/continuation-access-token'
      return accessIn('continuation', await ask('continuation', { method: 'GET', path, access, signal }))
    },

    /** A conversation that is there already was created by an earlier try; of one that is not, the conflict is another. */
    async createConversation(session: Session, json: unknown, signal: AbortSignal): Promise<void> {
      const answer = await ask('create', {
        method: 'POST',
        path: '/conversation',
        access: session,
        json,
        signal,
        accepts: [409],
      })
      if (answer.status === 409 && (await getStatus(session, signal)).status === 404) throw unexplained()
    },

    getStatus,

    listEntries: (session: Session, query: Readonly<Record<string, string>>, signal: AbortSignal) =>
      ask('entries', {
        method: 'GET',
        path: `${pathOf(session)}/entries`,
        access: session,
        query,
        maxAnswerBytes: MAX_PAGE_BYTES,
        signal,
      }),

    /** Answers 417 when there is no messaging session (any more), 409 to a duplicate or when the conversation is closed. */
    async sendMessage(session: Session, json: unknown, signal: AbortSignal): Promise<Answer> {
      await messages.take(session.conversationId, signal)
      const path = `${pathOf(session)}/message`
      return ask('message', { method: 'POST', path, access: session, json, signal, accepts: [409, 417] })
    },

    async sendFile(session: Session, form: Multipart, signal: AbortSignal): Promise<Answer> {
      await messages.take(session.conversationId, signal)
      const path = `${pathOf(session)}/file`
      return ask('file', { method: 'POST', path, access: session, form, signal, accepts: [409, 417] })
    },

    async sendTyping(session: Session, json: unknown, signal: AbortSignal): Promise<void> {
      await ask('typing', { method: 'POST', path: `${pathOf(session)}/entry`, access: session, json, signal })
    },

    async acknowledge(session: Session, json: unknown, signal: AbortSignal): Promise<void> {
      const path = `${pathOf(session)}/acknowledge-entries`
      await ask('receipt', { method: 'POST', path, access: session, json, signal })
    },

    /** Ends the messaging session, then the conversation. What is closed already is no error. Returns the last answer. */
    async endConversation(session: Session, signal: AbortSignal): Promise<Answer> {
      const query = { esDeveloperName: deployment }
      const end = (path: string) =>
        ask('end', { method: 'DELETE', path, access: session, query, signal, accepts: ALREADY_CLOSED })
      await end(`${pathOf(session)}/session`)
      return end(pathOf(session))
    },

    openStream: (session: Session, lastEventId: string, signal: AbortSignal) =>
      openEventStream(connections, {
        url: new URL('/eventrouter/v1/sse', scrtUrl),
        headers: { ...bearer(session), 'x-org-id': session.orgId, 'last-event-id': lastEventId },
        doing: doing.stream,
        hasEffect: false,
        acceptedWithinMs: STREAM_TIMEOUT_MS,
        silentForMs: 0,
        refused: (answer) => errorFromAnswer('stream', answer),
        signal,
      }),
  }
}

const ALREADY_CLOSED = [400, 404, 409, 410, 417]

/** Not there, or not yet: the driver looks again before it repeats. */
const unexplained = () =>
  new ConversationError(
    'platform-unavailable',
    `${doing.create} failed: Salesforce reports a conflict (409) and does not have the conversation; perhaps the customer has another one open there.`,
    { outcome: 'unknown', platformStatus: 409 },
  )

function pathOf({ conversationId }: Session): string {
  return `/conversation/${conversationId}`
}

function bearer({ accessToken }: Pick<Access, 'accessToken'>) {
  return { authorization: `Bearer ${accessToken}` }
}

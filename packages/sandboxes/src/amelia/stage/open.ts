import { randomInt, randomUUID } from 'node:crypto'
import type { Conversation } from '../world/conversation'
import type { Outlet, Session } from '../world/session'
import type { World } from '../world/world'

export interface Opening {
  readonly domain: string
  readonly owner: string
  readonly outlet: Outlet
  readonly attributes: Record<string, string>
  readonly variables: Record<string, string>
  readonly headers?: Record<string, string>
  readonly debug?: boolean
  readonly clockSkew?: number
  readonly language?: string
}

/** A new conversation with its customer's session. Nobody has spoken yet. */
export function openConversation(
  world: World,
  opening: Opening,
): { conversation: Conversation; session: Session } {
  const conversationId = newConversationId()
  const now = Date.now()
  const session = newSession(conversationId, 'USER', opening.outlet, 'live', opening)
  const conversation: Conversation = {
    conversationId,
    domain: opening.domain,
    owner: opening.owner,
    sessionIds: [session.sessionId],
    openedAt: now,
    lastActiveAt: now,
    attributes: opening.attributes,
    variables: opening.variables,
    headers: opening.headers ?? {},
    greeted: false,
    customerTyping: false,
    phase: { name: 'amelia' },
    question: null,
    agenda: [],
  }
  world.atomically(() => {
    world.conversations.set(conversationId, conversation)
    world.sessions.set(session.sessionId, session)
  })
  return { conversation, session }
}

/** Another session of the same conversation: after a page reload, or an agent's. */
export function joinConversation(world: World, conversation: Conversation, mode: Session['mode']): Session {
  const session = newSession(conversation.conversationId, mode, { mode: 'STOMP' }, 'awaiting-replay', {})
  const sessionIds = [...conversation.sessionIds, session.sessionId]
  world.atomically(() => {
    world.sessions.set(session.sessionId, session)
    world.conversations.set(conversation.conversationId, { ...conversation, sessionIds })
  })
  return session
}

function newSession(
  conversationId: string,
  mode: Session['mode'],
  outlet: Outlet,
  joined: Session['joined'],
  { debug = false, clockSkew = 0, language = 'en-US' }: Pick<Opening, 'debug' | 'clockSkew' | 'language'>,
): Session {
  const sessionId = randomUUID()
  return {
    sessionId,
    conversationId,
    contextId: randomUUID(),
    mode,
    outlet,
    debug,
    joined,
    clockSkew,
    language,
    sequence: 0,
    queue: [],
  }
}

/** As in traces: thirteen capital letters, a dash, a number (LIXMGGIFAAIAA-1). */
function newConversationId(): string {
  const letters = Array.from({ length: 13 }, () => String.fromCharCode(65 + randomInt(26)))
  return `${letters.join('')}-1`
}

const credentialHeaders = ['x-amelia-rest-token', 'x-amelia-session-auth', 'x-csrf-token']

/** The request headers a flow may read (getInitialHttpHeader); credentials are not kept. */
export function customHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-') && !credentialHeaders.includes(name)),
  )
}

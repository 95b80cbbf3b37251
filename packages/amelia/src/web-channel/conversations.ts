import { ConversationError, type StartCommand } from '@conversation-hub/core'
import { z } from 'zod'
import { initialMaps } from '../commands'
import { expectSuccess, isPage, notTheProtocol } from '../errors'
import { parseJson, readReply } from '../json'
import { isWholeList, pageSchema } from '../page'
import type { ResolvedWebChannelSettings } from '../settings'
import { checkVisitor } from './visit'
import { visitorAfter, type WebApi } from './web-api'
import type { Visitor, WebSession } from './web-session'

const openedSchema = z.object({ sessionId: z.string().min(1), conversationId: z.string().min(1) })
const joinedSchema = z.object({ sessionId: z.string().min(1) })
const openOnesSchema = pageSchema.extend({ content: z.array(z.object({ conversationId: z.string() })) })

/** How Amelia's own web chat describes itself; flows may look at it. */
const asWebChat = { userInterface: 'WEB_USER', channel: 'webchat_coreuser' } as const

/** Opens a conversation. Amelia says nothing in it before the start message over STOMP. */
export async function openConversation(
  api: WebApi,
  settings: ResolvedWebChannelSettings,
  visitor: Visitor,
  command: StartCommand,
  signal: AbortSignal,
): Promise<WebSession> {
  const doing = 'Starting the conversation'
  const body = {
    domainCode: settings.domain,
    clientTimestamp: Date.now(),
    ...asWebChat,
    ...initialMaps(command, settings),
    sessionLocale: command.language ?? settings.language ?? 'auto',
  }
  const reply = await api(visitor, { method: 'POST', path: 'conversations/new', body, signal, doing })
  if (reply.status === 404) throw noSuchDomain()
  const ids = readReply(openedSchema, expectSuccess(reply, doing), { doing, outcome: 'unknown' })
  return { ...visitorAfter(visitor, reply, undefined), ...ids, locale: body.sessionLocale }
}

/**
 * Joins the conversation with a second session, as a browser does after a reload; `undefined` when it is over. Throws like
 * `checkVisitor` where Amelia has forgotten the visitor.
 */
export async function joinConversation(
  api: WebApi,
  session: WebSession,
  signal: AbortSignal,
): Promise<WebSession | undefined> {
  const doing = 'Joining the conversation'
  const path = `conversations/${encodeURIComponent(session.conversationId)}/join`
  const sessionLocale = session.locale ?? 'auto'
  const body = { sessionMode: 'USER', clientTimestamp: Date.now(), sessionLocale, ...asWebChat }
  const reply = await api(session, { method: 'POST', path, body, signal, doing })
  if (reply.status === 404 || reply.status === 410) {
    // A page is a proxy's, so it is asked otherwise.
    if (!isPage(reply) || !(await goesOn(api, session, signal))) return undefined
    throw notTheProtocol(reply, doing, 'not-started')
  }
  // A visitor who was forgotten in this moment is refused like one who may not chat.
  if (reply.status === 401 || reply.status === 403) await checkVisitor(api, session, signal)
  const reading = { doing, outcome: 'not-started' as const }
  const { sessionId } = readReply(joinedSchema, expectSuccess(reply, doing), reading)
  return { ...visitorAfter(session, reply, undefined), sessionId }
}

/**
 * Whether the conversation goes on, as far as Amelia tells: it is believed to where a host has not this call, gives no answer
 * that can be read, or tells only a part of the user's open conversations. With a login, all of ours are that user's, and
 * the list may be longer than what is read.
 */
export async function goesOn(api: WebApi, session: WebSession, signal: AbortSignal): Promise<boolean> {
  const doing = 'Asking for the open conversations'
  const call = { method: 'GET', path: 'conversations/my/open', signal, doing } as const
  const reply = await api(session, call).catch(() => undefined)
  const listed = reply?.status === 200 ? openOnesSchema.safeParse(parseJson(reply.text)).data : undefined
  if (!listed) return true
  const isOpen = listed.content.some(({ conversationId }) => conversationId === session.conversationId)
  return isOpen || !isWholeList(listed)
}

const noSuchDomain = () =>
  new ConversationError(
    'platform-misconfigured',
    'Amelia knows no such domain. Check domain (AMELIA_DOMAIN).',
    {
      platformStatus: 404,
    },
  )

export const conversationIsOver = () =>
  new ConversationError('platform-session-gone', 'The conversation at Amelia is over.')

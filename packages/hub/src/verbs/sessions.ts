import {
  attributesSchema,
  ConversationError,
  idSchema,
  parseRequest,
  type StartRequest,
  type StartResult,
  startRequestSchema,
} from '@conversation-hub/core'
import { z } from 'zod'
import { messageIdFor } from '../conversations/message-id'
import { forCallers } from '../database/database-error'
import { groupCommit } from '../database/group-commit'
import type { StartSessionRequest, WebSession } from '../requests-and-answers'
import { SESSION_LIFE_MS, type WebSessionRow } from '../sessions/web-session'
import { findWebSession, forgetExpiredSession, insertWebSessions } from '../sessions/web-sessions'
import type { Resource } from '../settings/settings'
import type { HubContext } from './hub-context'
import { keyConflict } from './idempotency'
import type { KnownDestination } from './known-destination'
import { resourceWithHub } from './resource-of'

const requestSchema = z.strictObject({
  resourceId: idSchema,
  customerIdentifier: idSchema.optional(),
  attributes: attributesSchema.optional(),
  language: startRequestSchema.shape.language,
  idempotencyKey: idSchema.optional(),
})

/**
 * Starts web chat sessions and, if the resource says so, a conversation with each: in the same write, unless there is an
 * idempotency key, which may already stand for another session. Then the session is kept first.
 */
export function createSessionStarter(
  { settings, database, now }: HubContext,
  startConversation: (request: StartRequest, known: KnownDestination) => Promise<StartResult>,
) {
  const keep = groupCommit<WebSessionRow, true>(async (sessions) => {
    await insertWebSessions(database, sessions)
    return sessions.map(() => true)
  })

  return async function startSession(
    written: StartSessionRequest,
  ): Promise<WebSession & { conversationId?: string }> {
    const request = parseRequest(requestSchema, written, 'The session request')
    const { resource } = resourceWithHub(settings, request.resourceId)
    if (resource.channel !== 'web-chat') throw noWebChat(request.resourceId, resource)
    const { customerIdentifier, attributes, language, idempotencyKey } = request
    const session = newSession(resource.resourceId, { customerIdentifier, idempotencyKey, createdAt: now() })
    const isByItself = resource.startOn !== 'session' || idempotencyKey !== undefined
    const kept = isByItself ? await keptAlone(session, idempotencyKey).catch(refused) : session
    if (resource.startOn !== 'session') return publicSession(kept)
    const { conversationId } = await startConversation(
      {
        resourceId: resource.resourceId,
        customerDestination: session.sessionId,
        ...(customerIdentifier !== undefined && { customerIdentifier }),
        ...(attributes !== undefined && { attributes }),
        ...(language !== undefined && { language }),
        ...(idempotencyKey !== undefined && { idempotencyKey: startOf(kept) }),
      },
      isByItself ? { sessionSince: kept.createdAt } : { webSession: session },
    )
    return { ...publicSession(kept), conversationId }
  }

  /** The session for which the key stands: this one, or one that was there before. */
  async function keptAlone(session: WebSessionRow, key: string | undefined): Promise<WebSessionRow> {
    await keep(session)
    if (key === undefined) return session
    const kept = (await findWebSession(database, session.sessionId)) ?? (await keptAnew(session))
    const { resourceId, customerIdentifier } = session
    if (kept?.resourceId !== resourceId || kept.customerIdentifier !== customerIdentifier) throw keyConflict()
    return kept
  }

  /** The same, after the session for which the key stood has expired: then the key is free, as if nobody had used it. */
  async function keptAnew(session: WebSessionRow): Promise<WebSessionRow | undefined> {
    await forgetExpiredSession(database, session.sessionId)
    await keep(session)
    return await findWebSession(database, session.sessionId)
  }
}

/** The idempotency key for the session's conversation. Different from that of an expired session that had the same id. */
function startOf({ sessionId, createdAt }: WebSessionRow): string {
  return `start of ${sessionId}, ${createdAt.toISOString()}`
}

function refused(thrown: unknown): never {
  throw forCallers(thrown)
}

function noWebChat(named: string, { channel }: Resource): ConversationError {
  return new ConversationError(
    'invalid-request',
    `The resource "${named}" is ${channel}; sessions are for web chat resources.`,
    { problems: [{ at: 'resourceId', problem: 'must be a web chat resource' }] },
  )
}

/**
 * A new session. With an idempotency key, its id is derived from the key, so that a repeat on any instance is the same
 * session.
 */
function newSession(
  resourceId: string,
  {
    customerIdentifier,
    idempotencyKey,
    createdAt,
  }: Pick<WebSessionRow, 'customerIdentifier' | 'createdAt'> & { idempotencyKey: string | undefined },
): WebSessionRow {
  const sessionId = messageIdFor('web session', idempotencyKey)
  const expiresAt = new Date(createdAt.getTime() + SESSION_LIFE_MS)
  return { sessionId, resourceId, customerIdentifier, createdAt, expiresAt }
}

export function publicSession({
  sessionId,
  resourceId,
  customerIdentifier,
  expiresAt,
}: WebSessionRow): WebSession {
  return {
    sessionId,
    resourceId,
    ...(customerIdentifier !== undefined && { customerIdentifier }),
    expiresAt: expiresAt.toISOString(),
  }
}

import type { StartRequest } from '@conversation-hub/core'
import {
  attributesSchema,
  ConversationError,
  idSchema,
  parseRequest,
  type StartResult,
} from '@conversation-hub/core'
import { z } from 'zod'
import { groupCommit } from '../conversations/group-commit'
import { DatabaseError, databaseUnavailable } from '../database/database-error'
import type { StartSessionRequest, WebSession } from '../hub'
import { SESSION_LIFE_MS, type WebSessionRow } from '../sessions/web-session'
import { insertWebSessions } from '../sessions/web-sessions'
import type { Resource } from '../settings/settings'
import type { HubContext } from './hub-context'
import { resourceWithHub } from './resource-of'

const requestSchema = z.strictObject({
  resourceId: idSchema,
  customerIdentifier: idSchema.optional(),
  attributes: attributesSchema.optional(),
  language: z.string().max(35).optional(),
})

/** Starts web chat sessions and, where the resource says so, each one's conversation in the same write. */
export function createSessionStarter(
  { settings, database, now }: HubContext,
  startConversation: (request: StartRequest, webSession: WebSessionRow) => Promise<StartResult>,
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
    const session = newSession(resource.resourceId, request.customerIdentifier, now())
    if (resource.startOn !== 'session') {
      await keep(session).catch((thrown: unknown) => {
        throw thrown instanceof DatabaseError ? databaseUnavailable(thrown) : thrown
      })
      return publicSession(session)
    }
    const { customerIdentifier, attributes, language } = request
    const { conversationId } = await startConversation(
      {
        resourceId: resource.resourceId,
        customerDestination: session.sessionId,
        ...(customerIdentifier !== undefined && { customerIdentifier }),
        ...(attributes !== undefined && { attributes }),
        ...(language !== undefined && { language }),
      },
      session,
    )
    return { ...publicSession(session), conversationId }
  }
}

function noWebChat(named: string, { channel }: Resource): ConversationError {
  return new ConversationError(
    'invalid-request',
    `The resource "${named}" is ${channel}; sessions are for web chat resources.`,
    { problems: [{ at: 'resourceId', problem: 'must be a web chat resource' }] },
  )
}

function newSession(
  resourceId: string,
  customerIdentifier: string | undefined,
  createdAt: Date,
): WebSessionRow {
  const expiresAt = new Date(createdAt.getTime() + SESSION_LIFE_MS)
  return { sessionId: crypto.randomUUID(), resourceId, customerIdentifier, createdAt, expiresAt }
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

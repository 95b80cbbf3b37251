import { createHash } from 'node:crypto'
import { ConversationError, idSchema, parseRequest, type ResolvedStartRequest } from '@conversation-hub/core'
import { createRoute } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { Caller } from '../access/caller'
import type { HubApp } from '../http/env'
import { limitAddress, limitSession } from '../limits/limit-sessions'
import { readJsonBody } from '../limits/read-body'
import { refuseManyAttributes } from '../limits/visitor-attributes'
import { byAppOrSession, jsonAnswer, jsonBody, problems } from './describe'
import type { Parts } from './parts'
import { startRequest, startResult } from './schemas'

const startConversation = createRoute({
  method: 'post',
  path: '/v1/conversations',
  operationId: 'startConversation',
  tags: ['conversations'],
  summary: 'Start a conversation',
  description:
    'One live conversation for each resource and destination: `onLive` says what happens when there is one. ' +
    'A session token starts conversations of its own session only, for the customer that the session was started for, ' +
    'and cannot say what was said before.',
  security: byAppOrSession,
  parameters: [
    {
      in: 'header',
      name: 'Idempotency-Key',
      description:
        'The same as `idempotencyKey` in the body. The same key again gives the same conversation.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ],
  request: { body: jsonBody(startRequest) },
  responses: {
    201: jsonAnswer(startResult, 'A new conversation.'),
    200: jsonAnswer(startResult, 'The live one.'),
    ...problems(
      'invalid-request',
      'destination-invalid',
      'unauthorized',
      'forbidden',
      'resource-unknown',
      'resource-without-hub',
      'destination-opted-out',
      'conversation-live',
      'idempotency-conflict',
      'message-too-large',
      'media-type-refused',
      'rate-limited',
    ),
  },
})

export function startConversationCall(app: HubApp, { hub, limits }: Parts): void {
  const limit = [limitSession(limits.messages), limitAddress(limits.starts)]
  const middleware = [only('app', 'session'), ...limit, readJsonBody]
  app.openapi({ ...startConversation, middleware }, async (c) => {
    const request = withHeaderKey(c.req.valid('json'), c.req.header('idempotency-key'))
    refuseForeignDestination(hub, c.get('caller'), request)
    refuseManyAttributes(c.get('caller'), request.attributes)
    const asOwn = await withOwnCustomer(hub, c.get('caller'), request)
    const result = await hub.startConversation(withOwnKey(c.get('caller'), asOwn))
    c.get('record').conversationId = result.conversationId
    return c.json(result, result.created ? 201 : 200)
  })
}

/** The idempotency key may be in the header or in the body. If it is in both, it has to be the same. */
function withHeaderKey(request: ResolvedStartRequest, header: string | undefined): ResolvedStartRequest {
  if (header === undefined) return request
  const idempotencyKey = parseRequest(idSchema, header, 'The Idempotency-Key header')
  if ((request.idempotencyKey ?? idempotencyKey) !== idempotencyKey) {
    throw new ConversationError(
      'invalid-request',
      'The Idempotency-Key header and idempotencyKey in the body differ. Send one of them.',
      { problems: [{ at: 'idempotencyKey', problem: 'differs from the Idempotency-Key header' }] },
    )
  }
  return { ...request, idempotencyKey }
}

/**
 * Keeps a session's keys apart from all others: a visitor who guesses a key must not use up the app's, nor that of
 * another visitor's page.
 */
function withOwnKey(
  caller: Caller,
  { idempotencyKey, ...request }: ResolvedStartRequest,
): ResolvedStartRequest {
  if (idempotencyKey === undefined) return request
  if (caller.kind !== 'session') return { ...request, idempotencyKey }
  // Hashed, because a key together with a session's id could be longer than a key may be.
  const own = createHash('sha256').update(`${caller.sessionId} ${idempotencyKey}`).digest('base64url')
  return { ...request, idempotencyKey: `session ${own}` }
}

/**
 * Whoever started the session has said who the customer is, perhaps an app server that knows, and its token cannot make
 * them anybody else. If nothing was said then, the page may say it now.
 */
async function withOwnCustomer(
  hub: Parts['hub'],
  caller: Caller,
  request: ResolvedStartRequest,
): Promise<ResolvedStartRequest> {
  if (caller.kind !== 'session') return request
  const { customerIdentifier } = (await hub.findSession(caller.sessionId)) ?? {}
  if (customerIdentifier === undefined) return request
  if ((request.customerIdentifier ?? customerIdentifier) === customerIdentifier) {
    return { ...request, customerIdentifier }
  }
  throw new ConversationError(
    'forbidden',
    'The session was started for another customer than customerIdentifier names. Start a session for this one.',
  )
}

function refuseForeignDestination(
  hub: Parts['hub'],
  caller: Caller,
  { resourceId, customerDestination, transcript }: ResolvedStartRequest,
): void {
  if (caller.kind !== 'session') return
  const { bindings } = hub.describe()
  if (
    (bindings[resourceId] ?? resourceId) !== caller.resourceId ||
    customerDestination !== caller.sessionId
  ) {
    throw new ConversationError(
      'forbidden',
      'A session token starts conversations only with its own sessionId as customerDestination, on its own resourceId.',
    )
  }
  // Otherwise a visitor could put words into an agent's mouth.
  if (transcript) {
    throw new ConversationError('forbidden', 'Only the API key may say what was said before (transcript).')
  }
}

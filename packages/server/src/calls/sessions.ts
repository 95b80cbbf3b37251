import { createHash } from 'node:crypto'
import { attributesSchema, idSchema, parseRequest, startRequestSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import type { Caller } from '../access/caller'
import { refuseForeignOrigins } from '../access/origins'
import type { HubApp } from '../http/env'
import { limitAddress } from '../limits/limit-sessions'
import { readJsonBody } from '../limits/read-body'
import { refuseManyAttributes } from '../limits/visitor-attributes'
import { jsonAnswer, jsonBody, named, problems } from './describe'
import type { Parts } from './parts'

const sessionRequest = named(
  z.strictObject({
    resourceId: idSchema.describe('A web chat.'),
    customerIdentifier: idSchema.optional(),
    attributes: attributesSchema.optional(),
    language: startRequestSchema.shape.language,
  }),
  'SessionRequest',
)

const session = named(
  z.object({
    sessionId: z.string().describe('The customer destination of this browser.'),
    token: z.string().describe('Sent as `Authorization: Bearer` by the browser.'),
    expiresAt: z.iso.datetime(),
    conversationId: z
      .string()
      .optional()
      .describe('Present where the resource starts a conversation with the session.'),
  }),
  'Session',
)

/** How long a visitor's key has to be: it is as good as a token, so nobody must be able to guess it. */
const LEAST_VISITORS_KEY = 16

const startSession = createRoute({
  method: 'post',
  path: '/v1/sessions',
  operationId: 'startSession',
  tags: ['sessions'],
  summary: 'Start a web chat session',
  description:
    'Browsers call this without a key, from the origins that the server allows; app servers call it with the ' +
    'API key. Without the key, `customerIdentifier` and `attributes` are what a visitor claims: they are ' +
    'passed on, and nobody should grant anything because of them. Where the identity matters, start the ' +
    'session from the app server and hand its token to the page.',
  security: [{}, { apiKey: [] }],
  parameters: [
    {
      in: 'header',
      name: 'Idempotency-Key',
      description:
        'The same key again gives the same session, and its conversation, as long as the session lives. Whoever knows a ' +
        'key is given its session: take a new random one, such as a UUID. Without the API key it has at least ' +
        `${LEAST_VISITORS_KEY} characters, and is another than the same one of an app server.`,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  ],
  request: { body: jsonBody(sessionRequest) },
  responses: {
    201: jsonAnswer(session, 'The session, and the token that the browser uses from now on.'),
    ...problems(
      'invalid-request',
      'unauthorized',
      'forbidden',
      'resource-unknown',
      'resource-without-hub',
      'idempotency-conflict',
      'message-too-large',
      'media-type-refused',
      'rate-limited',
    ),
  },
})

export function sessionCalls(app: HubApp, { hub, tokens, settings, limits }: Parts): void {
  const middleware = [
    refuseForeignOrigins(settings.allowedOrigins, settings.publicUrl),
    limitAddress(limits.sessions),
    readJsonBody,
  ]
  app.openapi({ ...startSession, middleware }, async (c) => {
    const { resourceId, customerIdentifier, attributes, language } = c.req.valid('json')
    refuseManyAttributes(c.get('caller'), attributes)
    const idempotencyKey = ownKey(c.get('caller'), c.req.header('idempotency-key'))
    const started = await hub.startSession({
      resourceId,
      ...(customerIdentifier !== undefined && { customerIdentifier }),
      ...(attributes && { attributes }),
      ...(language !== undefined && { language }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    })
    const { sessionId, conversationId } = started
    const expiresAt = Math.min(Date.parse(started.expiresAt), Date.now() + settings.sessionTokenLifeMs)
    const token = await tokens.sign({ sessionId, resourceId: started.resourceId, expiresAt })
    return c.json(
      {
        sessionId,
        token,
        expiresAt: new Date(expiresAt).toISOString(),
        ...(conversationId !== undefined && { conversationId }),
      },
      201,
    )
  })
}

/** Keeps visitors' keys apart from the app's: otherwise somebody could guess a key of the app's and get its session. */
function ownKey({ kind }: Caller, header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const schema = kind === 'app' ? idSchema : idSchema.min(LEAST_VISITORS_KEY)
  const key = parseRequest(schema, header, 'The Idempotency-Key header')
  // Hashed, because with the word in front it could be longer than a key may be.
  return kind === 'app' ? key : `visitor ${createHash('sha256').update(key).digest('base64url')}`
}

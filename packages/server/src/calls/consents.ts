import { idSchema, textSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { readJsonBody } from '../limits/read-body'
import { byApp, jsonAnswer, jsonBody, named, problems } from './describe'
import type { Parts } from './parts'

const who = z.strictObject({ resourceId: idSchema, customerDestination: idSchema })

const consent = named(
  z.object({
    address: z.string().describe('Our number: consent is kept for it.'),
    customerDestination: z.string(),
    optedOut: z.boolean(),
    changes: z.array(
      z.object({
        at: z.iso.datetime(),
        optedOut: z.boolean(),
        toldBy: z.enum(['customer', 'carrier', 'app']),
        messageId: z
          .string()
          .optional()
          .describe('The carrier’s id of the customer’s message, or of ours that it refused.'),
        proof: z.string().optional().describe('The customer’s words, or the app’s account.'),
      }),
    ),
  }),
  'Consent',
)

const refusals = [
  'invalid-request',
  'destination-invalid',
  'unauthorized',
  'forbidden',
  'resource-unknown',
  'resource-without-hub',
  'not-supported',
] as const

const getConsent = createRoute({
  method: 'get',
  path: '/v1/consents',
  operationId: 'getConsent',
  tags: ['consents'],
  summary: 'Whether a customer may be written to, with the proof',
  security: byApp,
  // In the query, which is not logged.
  request: { query: who },
  responses: { 200: jsonAnswer(consent, 'What is known, oldest change first.'), ...problems(...refusals) },
})

const recordConsent = createRoute({
  method: 'post',
  path: '/v1/consents',
  operationId: 'recordConsent',
  tags: ['consents'],
  summary: 'Record consent, or an opt-out, that was given elsewhere',
  description:
    'For example in a form, or by telephone. An opt-out ends the customer’s conversations at the number. Only the ' +
    'customer can take it back, by writing START.',
  security: byApp,
  request: { body: jsonBody(who.extend({ optedOut: z.boolean(), proof: textSchema.max(4_000) })) },
  responses: {
    200: jsonAnswer(consent, 'What is known now.'),
    ...problems(...refusals, 'destination-opted-out', 'message-too-large', 'media-type-refused'),
  },
})

export function consentCalls(app: HubApp, { hub }: Parts): void {
  app.openapi({ ...getConsent, middleware: [only('app')] }, async (c) => {
    const { changes, ...known } = await hub.getConsent(c.req.valid('query'))
    return c.json({ ...known, changes: [...changes] }, 200)
  })

  app.openapi({ ...recordConsent, middleware: [only('app'), readJsonBody] }, async (c) => {
    const { changes, ...known } = await hub.recordConsent(c.req.valid('json'))
    return c.json({ ...known, changes: [...changes] }, 200)
  })
}

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestServer } from './start-test-server'

const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(z.object({ in: z.string(), name: z.string() })).optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string().min(1),
      content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })).optional(),
    }),
  ),
})
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

async function readDocument() {
  const server = await startTestServer()
  const { body } = await server.call('GET', '/openapi.json', undefined, null)
  return { ...server, raw: body, document: documentSchema.parse(body) }
}

describe('/openapi.json', () => {
  it('lists every call', async () => {
    const { document } = await readDocument()
    const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const conversation = '/v1/conversations/{conversationId}'
    expect(calls.sort()).toEqual(
      [
        'post /v1/sessions',
        'post /v1/conversations',
        'get /v1/conversations',
        'delete /v1/conversations',
        `get ${conversation}`,
        `patch ${conversation}`,
        `post ${conversation}/messages`,
        `post ${conversation}/attachments`,
        `get ${conversation}/files/{fileId}`,
        `get ${conversation}/files/{fileId}/link`,
        `post ${conversation}/typing`,
        `post ${conversation}/receipts`,
        `get ${conversation}/events`,
        `get ${conversation}/transcript`,
        `post ${conversation}/close`,
        `post ${conversation}/move`,
        `post ${conversation}/move-customer`,
        'get /v1/resources/{resourceId}/availability',
        'get /v1/dead-letters',
        'post /v1/dead-letters/replay',
        'post /v1/dead-letters/discard',
        'get /v1/consents',
        'post /v1/consents',
        'post /webhooks/{name}',
        'get /healthz',
        'get /readyz',
        'get /metrics',
        'get /openapi.json',
      ].sort(),
    )
  })

  it('holds together: references lead somewhere, paths name their parameters, operations are told apart', async () => {
    const { document, raw } = await readDocument()
    const references = [...JSON.stringify(raw).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference,
    )
    expect(references.length).toBeGreaterThan(20)
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(reference ?? '')?.[1] ?? ''
      expect(document.components.schemas).toHaveProperty(name)
    }
    const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
      Object.values(byMethod).map((operation) => ({ path, ...operation })),
    )
    for (const { path, parameters = [] } of operations) {
      const named = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`)
      expect(named.sort()).toEqual((path.match(/\{\w+\}/g) ?? []).sort())
    }
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  it('describes what is really answered', async () => {
    const { document, raw, call, startSession } = await readDocument()
    const { conversationId, token } = await startSession()
    const path = `/v1/conversations/${conversationId}`
    const template = '/v1/conversations/{conversationId}'
    const answers: ReadonlyArray<readonly [string, string, string, unknown, number, string?]> = [
      ['POST', '/v1/sessions', '/v1/sessions', { resourceId: 'web-2' }, 201],
      [
        'POST',
        '/v1/conversations',
        '/v1/conversations',
        { resourceId: 'sms', customerDestination: '+15550100' },
        201,
      ],
      [
        'POST',
        '/v1/conversations',
        '/v1/conversations',
        { resourceId: 'sms', customerDestination: '+15550100' },
        200,
      ],
      ['POST', '/v1/conversations', '/v1/conversations', {}, 400],
      ['GET', '/v1/conversations', '/v1/conversations', undefined, 200],
      ['GET', '/v1/conversations', '/v1/conversations', undefined, 401, 'wrong'],
      ['GET', '/v1/conversations', '/v1/conversations', undefined, 403, token],
      ['GET', template, path, undefined, 200],
      ['GET', template, `${path}x`, undefined, 404],
      ['PATCH', template, path, { customerIdentifier: 'c' }, 200],
      ['POST', `${template}/messages`, `${path}/messages`, { text: 'a' }, 202],
      ['POST', `${template}/typing`, `${path}/typing`, { typing: true }, 202],
      ['POST', `${template}/receipts`, `${path}/receipts`, { messageId: 'm', status: 'read' }, 202],
      ['GET', `${template}/files/{fileId}/link`, `${path}/files/f/link`, undefined, 200],
      ['GET', `${template}/transcript`, `${path}/transcript`, undefined, 200],
      ['POST', `${template}/move`, `${path}/move`, { platform: 'amelia' }, 202],
      ['POST', `${template}/close`, `${path}/close`, undefined, 200],
      ['POST', `${template}/messages`, `${path}/messages`, { text: 'a' }, 409],
      ['GET', '/v1/dead-letters', '/v1/dead-letters', undefined, 200],
      ['POST', '/v1/dead-letters/replay', '/v1/dead-letters/replay', { all: true }, 200],
      ['POST', '/v1/dead-letters/discard', '/v1/dead-letters/discard', { all: true }, 200],
      ['DELETE', '/v1/conversations', '/v1/conversations?customerIdentifier=c', undefined, 200],
      ['DELETE', '/v1/conversations', '/v1/conversations', undefined, 400],
      ['GET', '/healthz', '/healthz', undefined, 200],
      ['GET', '/readyz', '/readyz', undefined, 200],
    ]
    for (const [method, described, address, body, status, credential] of answers) {
      const answer = await call(method, address, body, credential)
      expect({ method, address, status: answer.status }).toEqual({ method, address, status })
      const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? ''
      const content = document.paths[described]?.[method.toLowerCase()]?.responses[status]?.content
      const schema = content?.[mediaType]?.schema
      expect({ method, address, status, isDescribed: schema !== undefined }).toMatchObject({
        isDescribed: true,
      })
      expect(() => asZod(schema ?? {}, raw.components).parse(answer.body)).not.toThrow()
    }
  })
})

/** The document's own JSON schema, as something that parses. */
function asZod(schema: Record<string, unknown>, components: unknown): z.ZodType {
  const local = JSON.stringify({
    ...schema,
    $defs: z.object({ schemas: z.unknown() }).parse(components).schemas,
  })
  return z.fromJSONSchema(JSON.parse(local.replaceAll('#/components/schemas/', '#/$defs/')))
}

import { createRoute } from '@hono/zod-openapi'
import { FILE_LINK_LIFE_MS } from '../access/file-links'
import type { HubApp } from '../http/env'
import type { Parts } from './parts'

const document = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'readDocument',
  tags: ['operations'],
  summary: 'This document',
  security: [{}],
  responses: {
    200: {
      description: 'OpenAPI 3.1.',
      content: { 'application/json': { schema: { type: 'object' as const } } },
    },
  },
})

/** `/openapi.json`, made once from the calls' own schemas. */
export function documentCall(app: HubApp, { settings }: Parts): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'The API key. For app servers; it never belongs in a browser.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'sessionToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The token of a web chat session. It sees the conversations of that session; every other one is answered like one that does not exist.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'fileLink', {
    type: 'apiKey',
    in: 'query',
    name: 'signature',
    description:
      `A signed address of one file: good for ${FILE_LINK_LIFE_MS / 60_000} minutes from \`linkFile\`, for 7 days where a ` +
      'platform or a phone was told it.',
  })

  // As bytes they are in memory once, however many read them slowly.
  let bytes: ReturnType<TextEncoder['encode']> | undefined
  app.openAPIRegistry.registerPath(document)
  app.get(document.path, (c) => {
    bytes ??= new TextEncoder().encode(
      JSON.stringify(
        app.getOpenAPI31Document({
          openapi: '3.1.0',
          info: {
            title: 'Conversation Hub',
            version: 'v1',
            description: 'Start a conversation with a customer and let a platform run it.',
            license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
          },
          servers: [{ url: settings.publicUrl?.href ?? '/' }],
          tags: [
            { name: 'sessions', description: 'Web chat sessions of browsers.' },
            { name: 'conversations', description: 'From Start Conversation to the end.' },
            { name: 'messages', description: 'What is said, and what happens meanwhile.' },
            { name: 'consents', description: 'Whether a customer may be written to.' },
            { name: 'operations', description: 'Running the hub.' },
          ],
        }),
      ),
    )
    return c.body(bytes, 200, { 'Content-Type': 'application/json' })
  })
}

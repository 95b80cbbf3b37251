import { ConversationError } from '@conversation-hub/core'
import type { KeptFile } from '@conversation-hub/hub'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import { FILE_LINK_LIFE_MS } from '../access/file-links'
import type { HubApp } from '../http/env'
import { holdAnswer } from '../limits/answer-memory'
import { limitSession } from '../limits/limit-sessions'
import { byAppOrSession, jsonAnswer, problems } from './describe'
import type { Parts } from './parts'
import { conversationPath } from './schemas'

/** The id of a platform's file is long. */
const fileIdSchema = z.string().regex(/^[\w-]{1,4000}$/, 'must be the id of a file')

const filePath = conversationPath.extend({ fileId: fileIdSchema })

const fileLink = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}/files/{fileId}/link',
  operationId: 'linkFile',
  tags: ['messages'],
  summary: 'Get an address for an <img> or a download',
  description:
    'An address that opens this one file without a header. Ask for it when it is needed: whoever has it can ' +
    `read the file for ${FILE_LINK_LIFE_MS / 60_000} minutes.`,
  security: byAppOrSession,
  request: { params: filePath },
  responses: {
    200: jsonAnswer(z.object({ url: z.string(), expiresAt: z.iso.datetime() }), 'The address.'),
    ...problems('unauthorized', 'conversation-not-found', 'rate-limited'),
  },
})

const readFile = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}/files/{fileId}',
  operationId: 'readFile',
  tags: ['messages'],
  summary: 'Read a file of the conversation',
  description: 'With key or token in the header, or with the query of `linkFile`.',
  security: [...byAppOrSession, { fileLink: [] }],
  request: {
    params: filePath,
    query: z.object({ expires: z.string().optional(), signature: z.string().optional() }),
  },
  responses: {
    200: {
      description: 'The file.',
      content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problems(
      'unauthorized',
      'conversation-not-found',
      'not-found',
      'rate-limited',
      'platform-unreachable',
      'platform-timeout',
      'platform-session-gone',
    ),
  },
})

export function readFileCalls(app: HubApp, { hub, ownership, fileLinks, settings, limits }: Parts): void {
  const ofSession = limitSession(limits.reads)

  app.openapi({ ...fileLink, middleware: [only('app', 'session'), ofSession] }, async (c) => {
    const { conversationId, fileId } = c.req.valid('param')
    await ownership.confirm(c, conversationId)
    const { query, expiresAt } = fileLinks.sign(conversationId, fileId)
    const base = settings.publicUrl?.href.replace(/\/$/, '') ?? ''
    const path = `/v1/conversations/${encodeURIComponent(conversationId)}/files/${encodeURIComponent(fileId)}`
    return c.json({ url: `${base}${path}?${query}`, expiresAt: expiresAt.toISOString() }, 200)
  })

  app.openapi({ ...readFile, middleware: [ofSession] }, async (c) => {
    const { conversationId, fileId } = c.req.valid('param')
    const { expires, signature } = c.req.valid('query')
    if (c.get('caller').kind !== 'visitor') {
      await ownership.confirm(c, conversationId)
    } else if (!expires || !signature || !fileLinks.verify(conversationId, fileId, { expires, signature })) {
      throw new ConversationError(
        'unauthorized',
        'A file needs the Authorization header, or an address from its /link that has not expired.',
      )
    } else limits.links.count(conversationId)
    const file = await hub.readFile(conversationId, fileId)
    holdAnswer(c, file.content.byteLength)
    return c.body(new Uint8Array(file.content), 200, fileHeaders(file))
  })
}

/** A file comes from a stranger, so it is never shown as a page, and never taken for another type than it says. */
function fileHeaders({ name, mediaType }: KeptFile): Record<string, string> {
  const isMediaType = /^[\w.+-]+\/[\w.+-]+$/.test(mediaType)
  const asciiName = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return {
    'Content-Type': isMediaType ? mediaType : 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${asciiName}"; filename*=UTF-8''${encodeName(name)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'private, max-age=300',
  }
}

/** Encodes a name by RFC 8187. From its bytes, because `encodeURIComponent` would throw for half of a surrogate pair. */
function encodeName(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

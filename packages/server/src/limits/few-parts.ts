import { MIMEType } from 'node:util'
import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'

/** A file, its text and its id are three; a form of many more is taken apart for nothing. */
const MOST_PARTS = 8

/**
 * Refuses a form that cannot be one of ours by a look at its bytes. Taking apart millions of tiny fields takes seconds, in
 * which nobody else is served, and a gigabyte of memory. To be put behind what reads the body.
 */
export const onlyFewParts: MiddlewareHandler<HubEnv> = async (c, next) => {
  const { incoming } = c.env
  const boundary = boundaryIn(incoming.headers['content-type'])
  const body = 'rawBody' in incoming ? incoming.rawBody : undefined
  if (boundary === 'none' || (boundary && body instanceof Uint8Array && hasMore(body, boundary))) {
    throw new ConversationError(
      'invalid-request',
      `A file is sent as multipart/form-data of at most ${MOST_PARTS} parts.`,
    )
  }
  await next()
}

/** What stands between the parts; `none` for a form without parts. What is no form at all is refused without it. */
function boundaryIn(contentType: string | undefined): string | undefined {
  try {
    const { essence, params } = new MIMEType(contentType ?? '')
    if (essence === 'application/x-www-form-urlencoded') return 'none'
    return params.get('boundary') ?? undefined
  } catch {
    return undefined
  }
}

/** One more than there are parts ends the last one. */
function hasMore(body: Uint8Array, boundary: string): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  let found = 0
  for (let at = bytes.indexOf(`--${boundary}`); at >= 0 && found <= MOST_PARTS + 1; found += 1) {
    at = bytes.indexOf(`--${boundary}`, at + boundary.length + 2)
  }
  return found > MOST_PARTS + 1
}

import { MIMEType } from 'node:util'
import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'

/** How many parts a form may have. A file, its text and its id are three. */
const MOST_PARTS = 8
/** How long the head of a part may be, in bytes: its name and type, and a file's name, up to an empty line. */
const MOST_HEAD_BYTES = 16 * 1_024

/**
 * Refuses a form that cannot be one of ours, by looking only at its bytes. Parsing millions of tiny fields, or of
 * header lines, would take a gigabyte of memory, and seconds in which nobody else is served. Has to come after the body
 * has been read.
 */
export const onlyFewParts: MiddlewareHandler<HubEnv> = async (c, next) => {
  const { incoming } = c.env
  const boundary = boundaryIn(c.req.header('content-type') ?? '')
  const body = 'rawBody' in incoming ? incoming.rawBody : undefined
  if (boundary === undefined || (body instanceof Uint8Array && isTooMuch(body, boundary))) {
    throw new ConversationError(
      'invalid-request',
      `A file is sent as multipart/form-data of at most ${MOST_PARTS} parts, each with at most ${MOST_HEAD_BYTES} bytes about it.`,
    )
  }
  await next()
}

/**
 * What stands between the parts; `undefined` for what has none. Whoever takes the form apart reads a type with a comma as
 * several, of which the last one counts (Fetch, "extract a MIME type"), and the last one may name another boundary.
 */
function boundaryIn(contentType: string): string | undefined {
  if (contentType.includes(',')) return undefined
  try {
    const { essence, params } = new MIMEType(contentType)
    return essence === 'multipart/form-data' ? (params.get('boundary') ?? undefined) : undefined
  } catch {
    return undefined
  }
}

function isTooMuch(body: Uint8Array, boundary: string): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = `--${boundary}`
  // One more than there are parts ends the last one.
  let left = MOST_PARTS + 1
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + delimiter.length)) {
    left -= 1
    const headEnd = at + MOST_HEAD_BYTES
    const hasLongHead = headEnd < bytes.length && !bytes.subarray(at, headEnd).includes('\r\n\r\n')
    if (left < 0 || hasLongHead) return true
  }
  return false
}

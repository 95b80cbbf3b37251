import { createHash } from 'node:crypto'

/** What is sent at one address. */
interface PageFile {
  readonly body: string
  readonly type: string
  /**
   * A script for the pages of others: a module of another origin is asked for with CORS (HTML, "fetch a single module
   * script"). The other pages are for visitors of this server alone.
   */
  readonly isForAll?: boolean
}

/** Answers with these, by path. Each is in memory once, however many read it slowly, and is sent again when it has changed. */
export function servePages(files: Readonly<Record<string, PageFile>>): (request: Request) => Response {
  const answers = new Map(Object.entries(files).map(([path, file]) => [path, readyMade(file)]))
  return ({ method, url, headers: asked }) => {
    const isRead = method === 'GET' || method === 'HEAD'
    const answer = isRead ? answers.get(new URL(url).pathname) : undefined
    if (answer === undefined) return new Response(null, { status: 404 })
    const { bytes, headers } = answer
    // A proxy that compresses puts `W/` in front.
    const isKnown = asked.get('if-none-match')?.includes(headers.etag)
    return isKnown ? new Response(null, { status: 304, headers }) : new Response(bytes, { headers })
  }
}

function readyMade({ body, type, isForAll = false }: PageFile) {
  const headers = {
    'content-type': type,
    'cache-control': 'no-cache',
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
    'x-content-type-options': 'nosniff',
    ...(isForAll && { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }),
  }
  return { bytes: new TextEncoder().encode(body), headers }
}

import type { ServerResponse } from 'node:http'

/**
 * What the platform answers to a request instead of the truth. `taken` says whether it does what was asked
 * before it misbehaves.
 */
export type Misbehaviour = { readonly taken: boolean } & (
  | { readonly answer: 'status'; readonly status: number; readonly retryAfter?: string }
  | { readonly answer: 'nothing' }
  | { readonly answer: 'late'; readonly afterMs: number }
  /** It is in a queue: the effect comes late, and the answer with it. */
  | { readonly answer: 'queued'; readonly afterMs: number }
  | { readonly answer: 'reset' }
  | {
      readonly answer: 'body'
      readonly body: string | Buffer
      readonly contentType?: string
      readonly contentEncoding?: string
    }
  | { readonly answer: 'drip'; readonly everyMs: number }
)

/** Too early and too many are no reasons to give up, and an expired access is renewed. */
const PASSING = new Set([401, 408, 425, 429])

/** Whether no second try can mend it, and nothing was done. */
export const isFinalRefusal = (how: Misbehaviour) =>
  how.answer === 'status' && !how.taken && how.status >= 400 && how.status < 500 && !PASSING.has(how.status)

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function misbehave(response: ServerResponse, how: Misbehaviour, truth: unknown): void {
  switch (how.answer) {
    case 'status':
      response
        .writeHead(how.status, how.retryAfter === undefined ? {} : { 'retry-after': how.retryAfter })
        .end()
      return
    case 'nothing':
    case 'queued':
      return
    case 'late':
      setTimeout(() => answerJson(response, 200, truth), how.afterMs).unref()
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'body':
      response
        .writeHead(200, {
          'content-type': how.contentType ?? 'application/json',
          ...(how.contentEncoding !== undefined && { 'content-encoding': how.contentEncoding }),
        })
        .end(how.body)
      return
    case 'drip':
      drip(response, how.everyMs)
  }
}

/** A body that never ends: one byte at a time. */
function drip(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), everyMs)
  response.on('close', () => clearInterval(timer))
}

import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AmeliaSwitches } from './switches'

/** A call that the platform turns down. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ContentfulStatusCode

  constructor(status: ContentfulStatusCode, message: string) {
    super(message)
    this.status = status
  }
}

/** The format of an error is not documented: the usual one of such servers, nothing, or a web page. */
export function answerRefusal(context: Context, refusal: Refusal, { errorBody }: AmeliaSwitches): Response {
  const { status, message } = refusal
  switch (errorBody) {
    case 'json':
      return context.json({ timestamp: Date.now(), status, message, path: context.req.path }, status)
    case 'empty':
      return context.body(null, status)
    case 'html':
      return context.html(
        `<!doctype html><title>HTTP Status ${status}</title><h1>HTTP Status ${status}</h1>`,
        status,
      )
  }
}

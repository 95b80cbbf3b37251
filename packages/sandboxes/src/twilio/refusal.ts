import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A call that Twilio turns down, with the number under which its dictionary explains it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: ContentfulStatusCode
  readonly code: number

  constructor(status: ContentfulStatusCode, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function answerRefusal(context: Context, { status, code, message }: Refusal): Response {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return context.json({ code, message, more_info, status }, status)
}

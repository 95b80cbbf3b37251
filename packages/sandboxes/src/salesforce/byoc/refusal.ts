/** A request the Interaction Service refuses: its published error codes, without a published HTTP status. */
export class InteractionRefusal extends Error {
  override readonly name = 'InteractionRefusal'
  readonly status: number
  readonly code: number

  constructor(code: number, message: string, status = statusOf(code)) {
    super(message)
    this.code = code
    this.status = status
  }
}

export function interactionRefusalAnswer({ code, message, status }: InteractionRefusal): Response {
  return Response.json({ code, message }, { status })
}

function statusOf(code: number): number {
  switch (code) {
    case 10003:
    case 10005:
      return 403
    case 10004:
      return 401
    case 10008:
      return 413
    case 10055:
    case 10056:
      return 503
    case 10094:
      return 504
    default:
      return code === 500 ? 500 : 400
  }
}

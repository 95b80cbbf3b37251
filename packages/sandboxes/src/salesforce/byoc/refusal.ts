import { type ZodError, z } from 'zod'
import type { SalesforceSwitches } from '../switches'

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

export function interactionRefusalAnswer(
  { code, message, status }: InteractionRefusal,
  { byocStatus }: SalesforceSwitches,
): Response {
  return Response.json({ code, message }, { status: byocStatus === '400' ? 400 : status })
}

/** What an invalid body is refused with, by the field that is wrong. */
export function invalidBody(error: ZodError): InteractionRefusal {
  const fields = error.issues[0]?.path.map(String) ?? []
  return new InteractionRefusal(codeOfField(fields), z.prettifyError(error))
}

function codeOfField(fields: readonly string[]): number {
  if (fields.includes('messageType')) return 10062
  switch (fields[0]) {
    case 'to':
      return 10027
    case 'from':
      return 10028
    case 'interactions':
      return 10029
    case 'participants':
      return 10053
    case 'consentStatus':
      return 10021
    case 'operation':
      return 10097
    case 'status':
      return 10085
    case 'contextType':
      return 10083
    default:
      return 10089
  }
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

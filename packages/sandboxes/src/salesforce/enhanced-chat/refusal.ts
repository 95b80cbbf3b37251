import type { SalesforceSwitches } from '../switches'

/** A request the platform refuses; becomes the answer. The sentences in quotes were seen in live answers. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export function refusalAnswer(
  { status, code, message, headers }: Refusal,
  switches: SalesforceSwitches,
): Response {
  if (switches.errorBody === 'text') return new Response(message, { status, headers })
  return Response.json({ [switches.errorBody]: code, message }, { status, headers })
}

/** The proxy in front of the platform answers in plain text. */
export function tokenRefusal(sentence: string): Response {
  return new Response(sentence, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
}

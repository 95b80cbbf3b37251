/** A REST API error: the answer's body is a list with one of these. */
export interface RecordsRefusal {
  readonly status: 400 | 401 | 404
  readonly errorCode: string
  readonly message: string
  readonly fields?: readonly string[]
}

export function refuse(
  status: RecordsRefusal['status'],
  errorCode: string,
  message: string,
  fields?: readonly string[],
): RecordsRefusal {
  return { status, errorCode, message, ...(fields === undefined ? {} : { fields }) }
}

export function refusalAnswer({ status, ...body }: RecordsRefusal): Response {
  return Response.json([body], { status })
}

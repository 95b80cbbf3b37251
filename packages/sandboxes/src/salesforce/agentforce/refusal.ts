/** A request the Agent API refuses. The form of its error bodies is not documented. */
export class AgentRefusal extends Error {
  override readonly name = 'AgentRefusal'
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, message: string) {
    super(message)
    this.status = status
    this.error = error
  }
}

export function agentRefusalAnswer({ status, error, message }: AgentRefusal): Response {
  return Response.json({ status, error, message, timestamp: Date.now() }, { status })
}

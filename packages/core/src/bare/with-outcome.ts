import { ConversationError, type Outcome } from '../errors/conversation-error'

/** The same error, where it is known from elsewhere whether the command may have taken effect. */
export function withOutcome(error: ConversationError, outcome: Outcome): ConversationError {
  if (error.outcome === outcome) return error
  const { code, message, retryAfterMs, problems, platformStatus } = error
  return new ConversationError(code, message, {
    outcome,
    problems,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(platformStatus !== undefined && { platformStatus }),
  })
}

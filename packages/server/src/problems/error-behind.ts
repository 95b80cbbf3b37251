import { asConversationError, ConversationError } from '@conversation-hub/core'
import { HTTPException } from 'hono/http-exception'

/** What a handler threw, as an error of the closed table. Nothing is told of any other error. */
export function errorBehind(thrown: unknown): ConversationError {
  if (!(thrown instanceof HTTPException)) return asConversationError(thrown, 'Answering the request')
  // Hono's own refusals, made while the validators read the body.
  if (thrown.status === 415) {
    return new ConversationError(
      'media-type-refused',
      'The Content-Type is not one that this call takes; /openapi.json names them.',
    )
  }
  return new ConversationError('invalid-request', 'The body cannot be read as what its Content-Type says.')
}

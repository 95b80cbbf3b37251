import { ConversationError } from '@conversation-hub/core'
import type { Caller } from '../access/caller'

/**
 * How many characters attributes may have without the API key. They are kept in memory as long as the conversation is
 * live, and anybody can start one.
 */
const MOST_CHARACTERS = 16_000

/** Throws `invalid-request` for too many attributes, unless an app server sent them. */
export function refuseManyAttributes(
  { kind }: Caller,
  attributes: Readonly<Record<string, string>> | undefined,
): void {
  if (kind === 'app' || !attributes || JSON.stringify(attributes).length <= MOST_CHARACTERS) return
  const problem = `must have at most ${MOST_CHARACTERS} characters together, without the API key`
  throw new ConversationError('invalid-request', `The request is not valid: attributes: ${problem}.`, {
    problems: [{ at: 'attributes', problem }],
  })
}

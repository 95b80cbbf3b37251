import { ConversationError } from '@conversation-hub/core'
import type { Caller } from '../access/caller'

/**
 * So many characters of attributes may come without the API key: they are kept in memory as long as the conversation lives,
 * and anybody can start one.
 */
const MOST_CHARACTERS = 16_000

/** Throws `invalid-request`. What an app server gives is its own affair. */
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

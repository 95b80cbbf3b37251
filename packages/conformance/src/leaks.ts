import { inspect } from 'node:util'
import { ConversationError } from '@conversation-hub/core'
import { expect } from 'vitest'

/** The error that a call ended with. Fails when it succeeded, or threw anything but a `ConversationError`. */
export async function errorOf(call: () => Promise<unknown>): Promise<ConversationError> {
  const outcome = await call().then(
    () => ({ thrown: undefined }),
    (thrown: unknown) => ({ thrown }),
  )
  expect(outcome.thrown, 'a ConversationError, and nothing else, is thrown').toBeInstanceOf(ConversationError)
  if (outcome.thrown instanceof ConversationError) return outcome.thrown
  throw new Error('unreachable: the expectation above has failed')
}

/** What an operator is told shows none of these texts either. */
export function expectSilentNotices(notices: ReadonlyArray<string>, texts: ReadonlyArray<string>): void {
  const telling = notices.filter((notice) => texts.some((text) => text !== '' && notice.includes(text)))
  expect(telling.length, 'notices that show a secret').toBe(0)
}

/** No way of printing the error shows any of these texts. */
export function expectSilentAbout(error: ConversationError, texts: ReadonlyArray<string>): void {
  expect(error.cause, 'an error carries no other library’s error').toBeUndefined()
  const printed = [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    String(error.stack),
    String(error),
  ].join('\n')
  const shown = texts.filter((text) => text !== '' && printed.includes(text)).map((_, index) => index)
  expect(shown, 'the error shows none of the secrets and none of the customer’s words').toEqual([])
}

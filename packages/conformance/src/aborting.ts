import type { CallContext, ConversationError } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorOf } from './leaks'
import { eventually } from './observe'

/** How long a call may run before it is stopped, in milliseconds. */
const STOPPED_AFTER_MS = 100

/** The error of a call that is stopped while it waits. Fails when it goes on waiting. */
export async function errorWhenAborted(
  call: (context: CallContext) => Promise<unknown>,
): Promise<ConversationError> {
  const caller = new AbortController()
  let settled = false
  const failing = errorOf(() => call(caller)).finally(() => {
    settled = true
  })
  failing.catch(() => {})
  setTimeout(() => caller.abort(), STOPPED_AFTER_MS)
  await eventually(() => expect(settled, 'the call ends soon after it was aborted').toBe(true))
  return failing
}

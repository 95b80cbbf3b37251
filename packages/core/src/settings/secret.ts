import { z } from 'zod'
import { ConversationError } from '../errors/conversation-error'

/** A secret, or a function that is asked for it at every use, for example because it is kept in a vault. */
export type Secret = string | (() => string | Promise<string>)

/** A secret in settings. If it is a function, it is not called here. */
export const secretSchema = z.custom<Secret>(
  (value) => (typeof value === 'string' && value !== '') || typeof value === 'function',
  {
    error: ({ input }) => {
      if (input === undefined) return 'is missing'
      return input === '' ? 'must not be empty' : 'must be a text, or a function that gives one'
    },
  },
)

/** How long a function may take to give a secret, in milliseconds: many calls may be waiting for the same one. */
const REVEALED_WITHIN_MS = 10_000

/**
 * The secret itself. Throws `platform-unavailable` when its function fails or does not answer within ten seconds, so that
 * the call is tried again: a vault that is down for a moment must not cost a message. Nothing of what the function threw
 * is passed on.
 */
export async function revealSecret(secret: Secret): Promise<string> {
  if (typeof secret === 'string') return secret
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, REVEALED_WITHIN_MS)
  })
  try {
    return await Promise.race([secret(), late])
  } catch {
    throw new ConversationError(
      'platform-unavailable',
      'A secret could not be read: the function that the settings give for it failed, or did not answer within 10 seconds. Nothing was sent.',
    )
  } finally {
    clearTimeout(timer)
  }
}

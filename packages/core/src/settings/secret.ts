import { ConversationError } from '../errors/conversation-error'

/** A secret, or a function that is asked for it at every use, for example by a vault. */
export type Secret = string | (() => string | Promise<string>)

/**
 * The secret itself. Throws `platform-unavailable` where its function fails, so that the call is tried again: a vault
 * that is away for a moment must not cost a message. Nothing of what the function threw is passed on.
 */
export async function revealSecret(secret: Secret): Promise<string> {
  if (typeof secret === 'string') return secret
  try {
    return await secret()
  } catch {
    throw new ConversationError(
      'platform-unavailable',
      'A secret could not be had: the function that the settings give for it failed. Nothing was sent.',
    )
  }
}

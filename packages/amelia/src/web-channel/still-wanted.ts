import { ConversationError, pause } from '@conversation-hub/core'

/**
 * To be asked after a wait, before something is said: it may have been given up meanwhile, and a frame that a connection
 * has cannot be taken back. A process that was stopped learns that it was from its timers, which is one moment later.
 *
 * Throws `cancelled`.
 */
export async function stillWanted(signal: AbortSignal): Promise<void> {
  await pause(1)
  if (signal.aborted) {
    throw new ConversationError('cancelled', 'What was to be said was given up before Amelia was told.')
  }
}

import { createStopSwitch, pause, type Stoppable } from '@conversation-hub/core'
import type { Journal } from '../../journal/journal'
import type { OwnedConversation } from '../owned-conversation'

const PROOF_DEADLINE_MS = 20_000
/**
 * After so many steps of the stream without an echo, the message did not arrive. Steps only count after a while: a busy
 * platform lags.
 */
const STEPS_OF_PROOF = 2
const STEPS_COUNT_AFTER_MS = 5_000
/**
 * How long to wait if the stream is interrupted, when no echo can come: longer than the longest pause before it is
 * opened again.
 */
const INTERRUPTED_DEADLINE_MS = 60_000

export interface EchoProof {
  /** To be called when the stream has brought something, and that is kept. */
  step(): void
  /** To be called when the stream is not being read, or not open yet. Holds until the next `step`. */
  interrupted(): void
  /** Waits for the platform's echo of a message. False if it would have come by now. */
  proof(messageId: string): Promise<boolean>
}

/** Finds out whether a message has arrived, at a platform that shows the customer's messages in its stream. */
export function echoProof(
  conversation: Pick<OwnedConversation, 'id' | 'get'>,
  journal: Pick<Journal, 'peek'>,
  signal: Stoppable,
): EchoProof {
  const listeners = new Set<() => void>()

  let isInterrupted = false

  async function isProven(messageId: string): Promise<boolean> {
    const { unproven } = await conversation.get()
    return !unproven.some((one) => one.messageId === messageId)
  }

  return {
    interrupted() {
      isInterrupted = true
    },
    step() {
      isInterrupted = false
      for (const listener of listeners) listener()
    },
    async proof(messageId) {
      if (await isProven(messageId)) return true
      const enough = createStopSwitch()
      if (signal.aborted) enough.stop()
      const stopToo = () => enough.stop()
      signal.addEventListener('abort', stopToo)
      const countsFrom = performance.now() + STEPS_COUNT_AFTER_MS
      let steps = 0
      const listener = () => {
        if (performance.now() >= countsFrom) steps += 1
        // A record that is not at hand proves nothing. It is read at the end of the wait anyway.
        const proven = journal.peek(conversation.id)?.unproven.every((one) => one.messageId !== messageId)
        if (proven || steps >= STEPS_OF_PROOF) enough.stop()
      }
      listeners.add(listener)
      await pause(PROOF_DEADLINE_MS, enough)
      if (isInterrupted) await pause(INTERRUPTED_DEADLINE_MS - PROOF_DEADLINE_MS, enough)
      signal.removeEventListener('abort', stopToo)
      listeners.delete(listener)
      return await isProven(messageId)
    },
  }
}

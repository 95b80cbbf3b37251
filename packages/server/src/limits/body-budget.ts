import { ConversationError } from '@conversation-hub/core'

/** An amount of memory that request bodies share. */
export interface BodyBudget {
  /** Opens an account for one body. Without a `sender` it may take everything that is left. */
  open(sender: string | undefined): {
    /** Takes so many more bytes. Throws `rate-limited` if there are not that many left. */
    hold(bytes: number): void
    /** Gives everything back. */
    close(): void
  }
}

/** A budget of `most` bytes, of which one sender gets at most `largestShare` (between 0 and 1). */
export function createBodyBudget(most: number, largestShare: number, refusals = ofRequests): BodyBudget {
  const heldBy = new Map<string, number>()
  let left = most
  return {
    open(sender) {
      let held = 0
      return {
        hold(bytes) {
          const own = bytes + (sender === undefined ? 0 : (heldBy.get(sender) ?? 0))
          if (sender !== undefined && own > most * largestShare) throw tooMuchAtOnce(refusals.ofOneSender)
          if (bytes > left) throw tooMuchAtOnce(refusals.ofAll)
          held += bytes
          left -= bytes
          if (sender !== undefined) heldBy.set(sender, own)
        },
        close() {
          left += held
          if (sender === undefined) return
          const own = (heldBy.get(sender) ?? 0) - held
          if (own > 0) heldBy.set(sender, own)
          else heldBy.delete(sender)
        },
      }
    },
  }
}

const ofRequests = {
  ofAll: 'This server is taking in as much as it can hold.',
  ofOneSender: 'More bytes are coming from this address at once than one may send. Send one after the other.',
}

function tooMuchAtOnce(why: string): ConversationError {
  return new ConversationError('rate-limited', why, { retryAfterMs: 1_000 })
}

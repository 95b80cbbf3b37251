import type { OutboxRow } from '../../conversations/conversation-row'
import type { LastOwner } from '../../leases/adopt'

/** How long a call that was never answered may still need to appear in the platform's records. */
const LAST_CALLS_ARRIVE_WITHIN_MS = 2_000

type Command = Pick<OutboxRow, 'seq'>
type Waiting = Pick<OutboxRow, 'seq' | 'isInDoubt'>
type Head = Pick<OutboxRow, 'seq' | 'attempts'>

/** Remembers for which commands of a conversation the last try may have taken effect. */
export interface CommandDoubt {
  about(command: Waiting): boolean
  /**
   * Notes that a try may have taken effect. `onItsWay`: the call was given up just now, so the platform may still carry
   * it out.
   */
  raise(command: Command, onItsWay: boolean): void
  settle(command: Command): void
  /** From when on, by `performance.now()`, the platform's records prove that an earlier try did not take effect. */
  recordsCountFrom(): number
}

/**
 * If there was a last owner, any of the commands whose turn it was may have been under way when that stopped. What the
 * customer says later is not in doubt, and looking for it would only delay it.
 */
export function commandDoubt(lastOwner: LastOwner, heads: ReadonlyArray<Head>): CommandDoubt {
  const doubtful = new Set(lastOwner === 'none' ? [] : heads.map(({ seq }) => seq))
  // An owner that stopped cleanly has seen the end of every call, but that may have been a timeout a moment ago.
  const mayBeOnItsWay =
    lastOwner === 'died' || (lastOwner === 'stopped' && heads.some(({ attempts }) => attempts > 0))
  let recordsCountFrom = mayBeOnItsWay ? performance.now() + LAST_CALLS_ARRIVE_WITHIN_MS : 0
  return {
    about: ({ seq, isInDoubt }) => isInDoubt || doubtful.has(seq),
    raise({ seq }, onItsWay) {
      doubtful.add(seq)
      if (onItsWay) recordsCountFrom = performance.now() + LAST_CALLS_ARRIVE_WITHIN_MS
    },
    settle({ seq }) {
      doubtful.delete(seq)
    },
    recordsCountFrom: () => recordsCountFrom,
  }
}

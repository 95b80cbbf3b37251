import type { OutboxRow } from '../../conversations/conversation-row'
import type { LastOwner } from '../../leases/adopt'

/** What was sent last, and never answered, may still be on its way into the platform's records. */
const LAST_CALLS_ARRIVE_WITHIN_MS = 2_000

type Command = Pick<OutboxRow, 'seq'>
type Waiting = Pick<OutboxRow, 'seq' | 'isInDoubt'>
type Head = Pick<OutboxRow, 'seq' | 'attempts'>

/** Knows the commands of a conversation whose last try may have taken effect. */
export interface CommandDoubt {
  about(command: Waiting): boolean
  /** `onItsWay`: the call was given up just now, and the platform may still carry it out. */
  raise(command: Command, onItsWay: boolean): void
  settle(command: Command): void
  /** By `performance.now()`: before, that the platform's records do not show an earlier try proves nothing. */
  recordsCountFrom(): number
}

/**
 * Where there was a last owner, any of the commands that were then next may have been under way when it went. What the
 * customer says later is in no doubt: looking for it would only keep it waiting.
 */
export function commandDoubt(lastOwner: LastOwner, heads: ReadonlyArray<Head>): CommandDoubt {
  const doubtful = new Set(lastOwner === 'none' ? [] : heads.map(({ seq }) => seq))
  // One that stopped has seen the end of every call: but that may have been a timeout, a moment ago.
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

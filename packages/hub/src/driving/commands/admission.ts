import { ConversationError } from '@conversation-hub/core'
import type { ConversationRow, OutboxRow } from '../../conversations/conversation-row'
import type { DriveContext } from '../drive-context'
import type { Admission } from '../platform-accounts'
import { earlierEnd, isEarlierEnding } from './make-way'

/** How soon to look again whether the platform has been told of an earlier end, in milliseconds. */
const LOOK_AGAIN_MS = { atLeast: 50, atMost: 5_000 }

/** Why a command cannot be tried now. */
interface Hindrance {
  /** How long to wait before asking again, in milliseconds. */
  readonly waitMs: number
  /** The error with which to give the command up, if that is too late. */
  readonly error: ConversationError
}

/**
 * Asks whether a command may be tried now. A start that has to wait for the end of the customer's earlier conversation
 * does so before it asks for a slot at the platform's account: so it holds up no other conversation there, least of all
 * that end.
 */
export async function askToTry(
  { accounts, platforms, database, now }: Pick<DriveContext, 'accounts' | 'platforms' | 'database' | 'now'>,
  row: ConversationRow,
  { command, platform, createdAt }: OutboxRow,
  asker: object,
): Promise<Admission | Hindrance> {
  const connector = platforms.get(platform)
  if (
    command.type === 'start' &&
    connector &&
    (await isEarlierEnding(database, { row, platform, connector }))
  ) {
    const waitMs = untilNextLook(now().getTime() - createdAt.getTime())
    return { waitMs, error: earlierEnd(waitMs) }
  }
  const account = connector?.account ?? ''
  // Another system keeps the records than the one that converses, and neither must hold up the other.
  const answer = accounts.admit(command.type === 'conclude' ? `records of ${account}` : account, asker)
  return 'waitMs' in answer ? { waitMs: answer.waitMs, error: circuitIsOpen(answer.waitMs) } : answer
}

/** Most ends are told within a moment, but one may wait for its platform for half an hour, and so may many at once. */
const untilNextLook = (waitedMs: number) =>
  Math.min(Math.max(waitedMs / 10, LOOK_AGAIN_MS.atLeast), LOOK_AGAIN_MS.atMost)

const circuitIsOpen = (retryAfterMs: number) =>
  new ConversationError(
    'platform-unavailable',
    'The platform has been out of order, or has asked for a pause, for too long.',
    { retryAfterMs },
  )

/**
 * Makes a try that was admitted, and reports to the account how it went: as soon as the platform has taken it, if a
 * long reply follows.
 */
export async function attemptAdmitted(
  { report }: Admission,
  attempt: (taken: () => void) => Promise<ConversationError | undefined>,
): Promise<void> {
  try {
    report(await attempt(() => report()))
  } catch (thrown) {
    report(new ConversationError('cancelled', 'The call was given up.'))
    throw thrown
  }
}

import { GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { Wait } from '../driving/platform-accounts'
import type { Piece } from './pieces'

/** Whether a message that could have been sent so long ago is better told as not delivered. */
export function isTooLate({ readyAt }: Pick<Piece, 'readyAt'>, now: Date): boolean {
  return now.getTime() - readyAt.getTime() >= GIVE_UP_AFTER_MS
}

/**
 * Whether a message is given up while its carrier cannot take it: one that was tried, and one that never was where the
 * carrier has been out of order for all that time. What only waits for its turn, at a carrier's rate, goes on waiting.
 */
export function waitedInVain(
  piece: Pick<Piece, 'attempts' | 'readyAt'>,
  { outOfOrderMs }: Wait,
  now: Date,
): boolean {
  return isTooLate(piece, now) && (piece.attempts > 0 || outOfOrderMs >= GIVE_UP_AFTER_MS)
}

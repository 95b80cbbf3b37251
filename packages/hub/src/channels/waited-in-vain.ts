import { GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { Wait } from '../driving/platform-accounts'
import type { Piece } from './pieces'

/** Until when a message is tried. After that it is better to say that it was not delivered. */
export function triedUntil({ readyAt }: Pick<Piece, 'readyAt'>): Date {
  return new Date(readyAt.getTime() + GIVE_UP_AFTER_MS)
}

/**
 * Whether to give up a message that its carrier cannot take now, because its time is over: one that was tried, or one
 * that was not because the carrier has been out of order all that time. A message that only waits for its turn, at the
 * carrier's rate, goes on waiting.
 */
export function waitedInVain(
  piece: Pick<Piece, 'attempts' | 'readyAt'>,
  { outOfOrderMs }: Wait,
  now: Date,
): boolean {
  return now >= triedUntil(piece) && (piece.attempts > 0 || outOfOrderMs >= GIVE_UP_AFTER_MS)
}

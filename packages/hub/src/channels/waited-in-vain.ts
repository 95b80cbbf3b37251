import { GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { Wait } from '../driving/platform-accounts'
import type { Piece } from './pieces'

/** Until when a message is tried; later it is better told as not delivered. */
export function triedUntil({ readyAt }: Pick<Piece, 'readyAt'>): Date {
  return new Date(readyAt.getTime() + GIVE_UP_AFTER_MS)
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
  return now >= triedUntil(piece) && (piece.attempts > 0 || outOfOrderMs >= GIVE_UP_AFTER_MS)
}

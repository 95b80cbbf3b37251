import type { Piece } from './pieces'

/** A text message that waits to be sent for the first time, by default since now. */
export function pieceForTests({ readyAt = new Date() }: Partial<Pick<Piece, 'readyAt'>> = {}): Piece {
  return {
    seq: 1,
    piece: 0,
    commandId: 'c',
    messageId: 'm',
    message: { text: 'hello', mediaUrls: [] },
    isComposed: true,
    attempts: 0,
    isReplayed: false,
    createdAt: readyAt,
    readyAt,
    nextTryAt: undefined,
    optedOut: false,
    earlier: undefined,
  }
}

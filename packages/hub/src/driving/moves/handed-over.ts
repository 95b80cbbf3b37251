import type { SpokenLine } from '@conversation-hub/core'

/** How much of the transcript a platform was told at its start. */
export interface TranscriptHandedOver {
  /** How many messages it was told, one of them perhaps only in part. */
  readonly handedOver: number
  /** How many messages it was not told, or only in part, because it takes no more. */
  readonly leftOut: number
}

export function handedOver(
  said: ReadonlyArray<SpokenLine>,
  transcript: ReadonlyArray<SpokenLine>,
): TranscriptHandedOver {
  const whole = new Set(transcript)
  return { handedOver: transcript.length, leftOut: said.filter((line) => !whole.has(line)).length }
}

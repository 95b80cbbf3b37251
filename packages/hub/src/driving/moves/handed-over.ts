import type { SpokenLine } from '@conversation-hub/core'

/** How much of what was said before a platform was told at its start. */
export interface TranscriptHandedOver {
  /** Messages that it was told, the last of them perhaps in part. */
  readonly handedOver: number
  /** Messages that it was not told, or only in part: it takes no more. */
  readonly leftOut: number
}

export function handedOver(
  said: ReadonlyArray<SpokenLine>,
  transcript: ReadonlyArray<SpokenLine>,
): TranscriptHandedOver {
  const whole = new Set(transcript)
  return { handedOver: transcript.length, leftOut: said.filter((line) => !whole.has(line)).length }
}

/** How the quick replies of one message stand. */
export type QuickReplies = 'usable' | 'shown' | 'hidden'

export interface QuickReplySwitches {
  readonly hideAfterUse: boolean
  readonly onlyLast: boolean
}

export interface QuickReplyPlace {
  readonly isUsed: boolean
  readonly isLast: boolean
  /** The customer can write at all. */
  readonly isOpen: boolean
}

/** Quick replies are for one use. What cannot be used any more is gone or, with `hideAfterUse` off, greyed out. */
export function quickReplies(switches: QuickReplySwitches, place: QuickReplyPlace): QuickReplies {
  const isUsable = place.isOpen && !place.isUsed && (place.isLast || !switches.onlyLast)
  if (isUsable) return 'usable'
  return switches.hideAfterUse ? 'hidden' : 'shown'
}

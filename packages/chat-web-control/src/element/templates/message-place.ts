import type { Screen } from '../screen'

/** Which message a part is drawn for, and how that stands. */
export interface MessagePlace {
  readonly screen: Screen
  readonly messageId: string
  readonly isLast: boolean
  /** The choice picked or the form filled in, if the message has been answered. */
  readonly used: string | undefined
}

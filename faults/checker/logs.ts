import type { Line } from './line'

/** A line as it became visible at a sink. */
export interface Effect {
  /** The conversation in which it was shown. */
  readonly shownIn: string
  readonly line: Line
}

/** What went in at one end and came out at the other, each in the order in which it happened. */
export interface Passage {
  /** Names the sink in a verdict. */
  readonly to: string
  /** Lines that the hub has answered for: a 2xx to the customer, or said by the platform. */
  readonly accepted: ReadonlyArray<Line>
  readonly effects: ReadonlyArray<Effect>
  /** Lines of which their sender was shown that they were not delivered. */
  readonly failuresShown: ReadonlyArray<Line>
  /** Lines that the sink has refused for good: of these alone it may be shown that they failed. */
  readonly refused: ReadonlyArray<Line>
}

/** A conversation that was created at the platform. */
export interface Creation {
  /** The app's idempotency key of the start. */
  readonly key: string
  readonly platformConversation: string
}

/** What the app was answered to a start. */
export interface StartAnswer {
  readonly key: string
  readonly conversationId: string
}

/** Everything that a trial wrote down. */
export interface Logs {
  readonly passages: ReadonlyArray<Passage>
  readonly creations: ReadonlyArray<Creation>
  readonly starts: ReadonlyArray<StartAnswer>
  /** The platform's conversations that were ended, after everybody had ended theirs; absent where nobody has. */
  readonly ended?: ReadonlyArray<string>
}

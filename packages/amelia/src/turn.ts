import { isPerson } from './events'
import type { AmeliaMessage } from './message/message'

/**
 * Whose turn it is in one conversation, as far as this process has heard. What Amelia does with words that come
 * before she is ready is not documented; the vendor's web page sends none.
 */
export interface Turn {
  /** The greeting comes first. */
  begin(): void
  hear(message: AmeliaMessage): void
  readonly isAmelias: boolean
  /** The customer has said something. */
  pass(): void
  /** What the customer said was refused. */
  takeBack(): void
}

export function createTurn(): Turn {
  let owner: 'amelia' | 'customer' | 'nobody' = 'customer'
  return {
    begin() {
      owner = 'amelia'
    },
    hear(message) {
      // In a queue and with a person, nobody takes turns.
      if (message.type === 'EscalationStarted' || isPerson(message)) owner = 'nobody'
      else if (message.type === 'AgentSessionChanged') owner = 'amelia'
      if (message.inputEnabled && owner === 'amelia') owner = 'customer'
    },
    get isAmelias() {
      return owner === 'amelia'
    },
    pass() {
      if (owner === 'customer') owner = 'amelia'
    },
    takeBack() {
      if (owner === 'amelia') owner = 'customer'
    },
  }
}

import { isPerson } from './events'
import type { AmeliaMessage } from './message/message'

/**
 * How long Amelia may be at work on something that was said to another process, or an echo be on its way, in milliseconds:
 * the time that gateways usually allow for a request.
 */
export const UNHEARD_MS = 30_000

/**
 * Whose turn it is in one conversation, as far as this process has heard. What Amelia does with words that come
 * before she is ready is not documented; the vendor's web page sends none.
 */
export interface Turn {
  /** The greeting comes first. */
  begin(): void
  hear(message: AmeliaMessage): void
  readonly isAmelias: boolean
  /** It may be hers: this process has just taken the conversation over and does not know. */
  readonly isUnknown: boolean
  /** The customer says something. At a host that echoes, it is hers until she is ready after the echo of the last words. */
  pass(): void
  /** What the customer said was refused. */
  takeBack(): void
  /** Some of the customer's words may not have arrived, so their echo is not waited for. */
  forget(): void
}

type Owner = 'unknown' | 'amelia' | 'customer' | 'nobody'

export function createTurn(): Turn {
  const knownAt = performance.now() + UNHEARD_MS
  let owner: Owner = 'unknown'
  let before: Owner = owner
  let echoes = false
  let unechoed = 0
  let passedAt = 0
  return {
    begin() {
      owner = 'amelia'
    },
    hear(message) {
      // In a queue and with a person, nobody takes turns.
      if (message.type === 'EscalationStarted' || isPerson(message)) owner = 'nobody'
      else if (message.type === 'AgentSessionChanged') owner = 'amelia'
      else if (message.type === 'Echo') {
        echoes = true
        unechoed = Math.max(0, unechoed - 1)
      }
      // She may be ready after earlier words, and at work on the last ones.
      const isBehind = echoes && unechoed > 0
      const isReady = message.inputEnabled || message.type === 'AmeliaReady'
      if (isReady && owner !== 'nobody' && !isBehind) owner = 'customer'
    },
    get isAmelias() {
      return owner === 'amelia'
    },
    get isUnknown() {
      return owner === 'unknown' && performance.now() < knownAt
    },
    pass() {
      // With an answer of the gateway that was lost on its way, echoes are lost.
      if (performance.now() - passedAt >= UNHEARD_MS) unechoed = 0
      passedAt = performance.now()
      unechoed += 1
      if (owner !== 'customer' && owner !== 'unknown') return
      before = owner
      owner = 'amelia'
    },
    takeBack() {
      if (owner === 'amelia') owner = before
    },
    forget() {
      unechoed = Math.max(0, unechoed - 1)
    },
  }
}

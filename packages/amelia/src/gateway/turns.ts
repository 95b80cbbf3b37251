import type { PlatformEvent } from '@conversation-hub/core'

/**
 * Whose turn it is in the conversations that this process listens to. What a gateway does with words that come
 * before Amelia is ready is not documented; the vendor's web page never sends any. It is only looked at when the
 * gateway has refused some.
 */
export interface Turns {
  /** The greeting comes first. */
  begin(sessionId: string): void
  /** The customer says something; whether it was Amelia's turn still. */
  speak(sessionId: string): 'in-turn' | 'too-early'
  /** What the customer said was refused. */
  takeBack(sessionId: string): void
  hear(sessionId: string, events: ReadonlyArray<PlatformEvent>): void
  forget(sessionId: string): void
}

export function createTurns(): Turns {
  const turns = new Map<string, 'amelia' | 'customer' | 'nobody'>()
  return {
    begin: (sessionId) => void turns.set(sessionId, 'amelia'),
    speak(sessionId) {
      const before = turns.get(sessionId)
      if (before === 'customer') turns.set(sessionId, 'amelia')
      return before === 'amelia' ? 'too-early' : 'in-turn'
    },
    takeBack(sessionId) {
      if (turns.get(sessionId) === 'amelia') turns.set(sessionId, 'customer')
    },
    hear(sessionId, events) {
      for (const event of events) {
        // In a queue and with a person, nobody takes turns.
        if (event.type === 'state') turns.set(sessionId, event.state === 'with-bot' ? 'amelia' : 'nobody')
        if (event.type === 'input' && turns.get(sessionId) !== 'nobody')
          turns.set(sessionId, event.expected ? 'customer' : 'amelia')
      }
    },
    forget: (sessionId) => void turns.delete(sessionId),
  }
}

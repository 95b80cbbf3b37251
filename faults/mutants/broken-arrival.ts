import type { PlatformEvent, StreamArrival } from '@conversation-hub/core'
import { BROKEN_LINE, type Mutant } from './mutant'

/** Reads what the platform says, and does one wrong thing to one line of every second conversation. */
export function breakArrival(arrival: StreamArrival, mutant: Mutant): StreamArrival['open'] {
  const seen: string[] = []
  /** A line that is on its way into a conversation where it does not belong. */
  let stray: PlatformEvent | undefined

  return async function* (session, options) {
    const id = String(session.id)
    if (!seen.includes(id)) seen.push(id)
    const isVictim = seen.indexOf(id) % 2 === 0
    let lines = 0
    let held: PlatformEvent | undefined

    function broken(event: PlatformEvent): PlatformEvent[] {
      if (event.type !== 'message') return [event]
      lines += 1
      if (!isVictim || lines !== BROKEN_LINE) {
        const extra = isVictim ? held : stray
        if (isVictim) held = undefined
        else stray = undefined
        return extra ? [event, extra] : [event]
      }
      switch (mutant) {
        case 'lost':
          return []
        case 'doubled':
          return [event, { ...event, id: `${event.id} again` }]
        case 'swapped':
          held = event
          return []
        case 'crossed':
          stray = { ...event, id: `${event.id} stray` }
          return []
      }
    }

    for await (const step of arrival.open(session, options)) {
      yield step.step === 'events' ? { ...step, events: step.events.flatMap(broken) } : step
    }
  }
}

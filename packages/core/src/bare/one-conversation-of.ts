import type { AccountStreamArrival, KeyedEvents, StreamArrival, StreamStep } from '../connector/arrival'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'

export interface OneConversation {
  readonly arrival: StreamArrival
  /** What arrived before the platform had told which events belong to this conversation. */
  release(): ReadonlyArray<PlatformEvent>
}

/** An account's stream, reduced to one conversation. */
export function oneConversationOf(
  account: AccountStreamArrival,
  session: () => PlatformSession,
): OneConversation {
  /** Events that arrived before the conversation's key was known: the platform may speak before it answers. */
  let held: KeyedEvents[] = []

  function ofThisConversation(entries: ReadonlyArray<KeyedEvents>): PlatformEvent[] {
    held.push(...entries)
    const current = session()
    const key = account.keyOf(current)
    if (key === undefined) return []
    const released = held
    held = []
    return released
      .filter((entry) => entry.key === key)
      .flatMap((entry) => entry.events)
      .filter((event) => account.concerns?.(current, event) ?? true)
  }

  return {
    release: () => ofThisConversation([]),
    arrival: {
      kind: 'stream',
      opens: 'before-start',
      silenceMs: account.silenceMs,
      async *open(_session, options): AsyncGenerator<StreamStep> {
        for await (const step of account.open(options)) {
          if (step.step === 'opened') {
            yield step
            continue
          }
          const events = [...ofThisConversation(step.entries), ...(step.notices ?? [])]
          // While events are held back, resuming from this cursor would skip them.
          const resumable = step.cursor !== undefined && held.length === 0
          yield { step: 'events', events, ...(resumable && { cursor: step.cursor }) }
        }
      },
    },
  }
}

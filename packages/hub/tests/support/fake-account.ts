import type { AccountStreamStep, Connector } from '@conversation-hub/core'
import { createFakePlatform } from './fake-platform'

interface Delivery {
  readonly key: string
  readonly id: string
  readonly text: string
}

const idOf = (id: string) => id

/** A platform with one stream for everybody: each reader gets what comes after its cursor. */
export function createAccount({
  keyOf = idOf,
  concerns = (_id: string) => true,
  mayOpen = Promise.resolve(),
} = {}) {
  const log: Delivery[] = []
  const readers = new Set<() => void>()
  let open = 0
  const platform = createFakePlatform({
    silent: true,
    arrival: {
      kind: 'account-stream',
      silenceMs: 60_000,
      keyOf: (session) => (typeof session.id === 'string' ? keyOf(session.id) : undefined),
      concerns: (session) => concerns(String(session.id)),
      async *open({ cursor, signal }): AsyncGenerator<AccountStreamStep> {
        open += 1
        await mayOpen
        let next = Number(cursor ?? log.length)
        try {
          yield { step: 'opened' }
          while (!signal.aborted) {
            const fresh = log.slice(next)
            next = log.length
            if (fresh.length > 0) {
              const entries = fresh.map(({ key, id, text }) => ({
                key,
                events: [
                  {
                    type: 'message' as const,
                    id,
                    author: { role: 'agent' as const },
                    parts: [{ type: 'text' as const, text }],
                  },
                  { type: 'notice' as const, code: `notice-${id}`, text: 'Somebody should know.' },
                ],
              }))
              yield { step: 'events', entries, cursor: String(next) }
              continue
            }
            await new Promise<void>((resolve) => {
              readers.add(resolve)
              signal.addEventListener('abort', () => resolve(), { once: true })
            })
          }
        } finally {
          open -= 1
        }
      },
    },
  } satisfies Partial<Connector> & { silent: boolean })
  return {
    platform,
    readers: () => open,
    /** The cursor after the newest delivery with this id. */
    placeOf: (id: string) => log.findLastIndex((delivery) => delivery.id === id) + 1,
    deliver(...deliveries: Delivery[]) {
      log.push(...deliveries)
      for (const wake of [...readers]) wake()
      readers.clear()
    },
  }
}

import type { Connector, PlatformEvent, StreamStep } from '@conversation-hub/core'

/** A platform in memory: what it was told, and a way to make it speak. */
export function createFakePlatform() {
  const told: { commandId: string; type: string; text?: string }[] = []
  const queues = new Map<
    string,
    { events: { cursor: number; event: PlatformEvent }[]; wake: Set<() => void> }
  >()
  let next = 0
  const queueOf = (id: string) => {
    const queue = queues.get(id) ?? { events: [], wake: new Set() }
    queues.set(id, queue)
    return queue
  }
  const say = (id: string, event: PlatformEvent) => {
    next += 1
    const queue = queueOf(id)
    queue.events.push({ cursor: next, event })
    for (const wake of queue.wake) wake()
    queue.wake.clear()
  }
  const keyOf = (session: { readonly [key: string]: unknown }) => String(session.id)

  const connector: Connector = {
    specVersion: 'v1',
    platform: 'fake',
    account: 'fake',
    capabilities: {
      choices: false,
      forms: false,
      cards: false,
      attachments: false,
      typing: { toPlatform: false, fromPlatform: true },
      receipts: { toPlatform: false, fromPlatform: false },
      queuePosition: true,
      availability: false,
      transcriptHandOver: false,
      transcript: false,
      resume: true,
      repeats: { start: 'idempotent', send: 'idempotent', end: 'idempotent' },
    },
    arrival: {
      kind: 'stream',
      opens: 'before-start',
      silenceMs: 60_000,
      async *open(session, { cursor, signal }): AsyncGenerator<StreamStep> {
        yield { step: 'opened' }
        const queue = queueOf(keyOf(session))
        const stop = new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
        let after = Number(cursor ?? 0)
        while (!signal.aborted) {
          const fresh = queue.events.filter((one) => one.cursor > after)
          const last = fresh.at(-1)
          if (last) {
            after = last.cursor
            yield { step: 'events', events: fresh.map(({ event }) => event), cursor: String(after) }
            continue
          }
          await new Promise<void>((resolve) => {
            queue.wake.add(resolve)
            stop.then(resolve)
          })
        }
      },
    },
    async prepare(command) {
      return { id: command.commandId }
    },
    async start(command, session) {
      told.push({ commandId: command.commandId, type: 'start' })
      say(command.commandId, {
        type: 'message',
        id: `greeting ${command.commandId}`,
        author: { role: 'bot', name: 'Bot' },
        parts: [{ type: 'text', text: 'Hello' }],
      })
      return { session }
    },
    async send(command, session) {
      const text = command.message.type === 'text' ? command.message.text : command.message.type
      if (!told.some(({ commandId }) => commandId === command.commandId)) {
        told.push({ commandId: command.commandId, type: 'send', text })
        say(keyOf(session), {
          type: 'message',
          id: `answer ${command.commandId}`,
          author: { role: 'bot', name: 'Bot' },
          parts: [{ type: 'text', text: `You said ${text}` }],
        })
      }
      return { session }
    },
    async end(command, session) {
      told.push({ commandId: command.commandId, type: 'end' })
      return { session }
    },
  }
  return { connector, told, say }
}

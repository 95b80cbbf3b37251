import type {
  Capabilities,
  Connector,
  KeptCommand,
  PlatformEvent,
  PlatformSession,
  StreamArrival,
  StreamStep,
} from '@conversation-hub/core'

interface Told {
  readonly commandId: string
  readonly type: KeptCommand['type']
  /** The platform's own id of the conversation. */
  readonly at: string
  readonly text?: string
}

/** A platform in memory: what it was told, a way to make it speak, and a way to make it fail. */
export interface FakePlatform {
  readonly connector: Connector
  /** What took effect, in order. A command that is repeated under its id takes effect once. */
  readonly told: Told[]
  /** Every call of a command, whatever came of it. */
  readonly calls: string[]
  /** Texts that arrived in one of our conversations, in order. */
  textsOf(conversationId: string): string[]
  /** Under which id one of our conversations was started at the platform. */
  commandOf(conversationId: string): string | undefined
  say(conversationId: string, event: PlatformEvent): void
  /** Runs before a command takes effect, at the platform’s id of its conversation: to fail it, or to make it wait. */
  before: (command: KeptCommand, at: string, session: PlatformSession) => void | Promise<void>
  /** Runs after a command took effect, before the platform answers. */
  after: (command: KeptCommand) => void | Promise<void>
  /** How many streams are open now. */
  streams(): number
  /** Ends every open stream with an error, as a cut connection does. */
  cutStreams(error: Error): void
}

interface Queue {
  readonly events: { cursor: number; event: PlatformEvent }[]
  readonly wake: Set<() => void>
}

interface Replaced extends Partial<Omit<Connector, 'capabilities'>> {
  readonly capabilities?: Partial<Capabilities>
  /** Says nothing by itself. */
  readonly silent?: boolean
}

export function createFakePlatform({
  capabilities,
  silent = false,
  ...replaced
}: Replaced = {}): FakePlatform {
  const told: Told[] = []
  const calls: string[] = []
  const taken = new Set<string>()
  const queues = new Map<string, Queue>()
  const conversations = new Map<string, string>()
  const cuts = new Set<(error: Error) => void>()
  let next = 0

  function queueOf(id: string): Queue {
    const queue = queues.get(id) ?? { events: [], wake: new Set() }
    queues.set(id, queue)
    return queue
  }

  function put(id: string, event: PlatformEvent): void {
    next += 1
    const queue = queueOf(id)
    queue.events.push({ cursor: next, event })
    for (const wake of [...queue.wake]) wake()
  }

  function answer(id: string, eventId: string, text: string): void {
    if (silent) return
    put(id, {
      type: 'message',
      id: eventId,
      author: { role: 'bot', name: 'Bot' },
      parts: [{ type: 'text', text }],
    })
  }

  async function effect(command: KeptCommand, session: PlatformSession, take: (at: string) => void) {
    const at = String(session.id)
    calls.push(`${command.type} ${command.commandId}`)
    await platform.before(command, at, session)
    if (!taken.has(command.commandId)) take(at)
    taken.add(command.commandId)
    await platform.after(command)
    return { session }
  }

  const arrival: StreamArrival = {
    kind: 'stream',
    opens: 'before-start',
    silenceMs: 60_000,
    async *open(session, { cursor, signal }): AsyncGenerator<StreamStep> {
      const queue = queueOf(String(session.id))
      let after = Number(cursor ?? 0)
      let broken: Error | undefined
      let wake = () => {}
      const cut = (error: Error) => {
        broken = error
        wake()
      }
      const stop = () => wake()
      signal.addEventListener('abort', stop)
      cuts.add(cut)
      try {
        yield { step: 'opened' }
        while (!signal.aborted) {
          if (broken) throw broken
          const fresh = queue.events.slice(queue.events.findLastIndex((one) => one.cursor <= after) + 1)
          const last = fresh.at(-1)
          if (last) {
            after = last.cursor
            yield { step: 'events', events: fresh.map(({ event }) => event), cursor: String(after) }
            continue
          }
          await new Promise<void>((resolve) => {
            wake = resolve
            queue.wake.add(wake)
            if (signal.aborted) resolve()
          })
          queue.wake.delete(wake)
        }
      } finally {
        cuts.delete(cut)
        signal.removeEventListener('abort', stop)
      }
    },
  }

  const platform: FakePlatform = {
    told,
    calls,
    before: () => {},
    after: () => {},
    textsOf(conversationId) {
      const at = conversations.get(conversationId)
      return told.flatMap((one) => (one.at === at && one.text !== undefined ? [one.text] : []))
    },
    say(conversationId, event) {
      put(conversations.get(conversationId) ?? '', event)
    },
    commandOf: (conversationId) => conversations.get(conversationId),
    streams: () => cuts.size,
    cutStreams(error) {
      for (const cut of [...cuts]) cut(error)
    },
    connector: {
      specVersion: 'v1',
      platform: 'fake',
      account: 'fake',
      arrival,
      async prepare(command) {
        return { id: command.commandId }
      },
      start: (command, session) =>
        effect(command, session, (at) => {
          conversations.set(command.conversationId, at)
          told.push({ commandId: command.commandId, type: 'start', at })
          answer(at, `greeting ${command.commandId}`, 'Hello')
        }),
      send: (command, session) =>
        effect(command, session, (at) => {
          const text = command.message.type === 'text' ? command.message.text : command.message.type
          told.push({ commandId: command.commandId, type: 'send', at, text })
          answer(at, `answer ${command.commandId}`, `You said ${text}`)
        }),
      receipt: (command, session) =>
        effect(command, session, (at) => told.push({ commandId: command.commandId, type: 'receipt', at })),
      end: (command, session) =>
        effect(command, session, (at) => told.push({ commandId: command.commandId, type: 'end', at })),
      ...replaced,
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
        ...capabilities,
      },
    },
  }
  return platform
}

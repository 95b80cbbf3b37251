import type { ServerResponse } from 'node:http'
import { openEventStream } from '../../../http/event-stream'
import type { Chats } from '../../messaging/state/chats'
import type { SalesforceSwitches } from '../../switches'
import { pingFrame } from './frames'
import { createStream, type Stream } from './stream'

interface OpenStream {
  readonly subject: string
  /** The token's `exp`, epoch seconds. */
  readonly expiresAt: number
  readonly lastEventId: number
}

/** What can be done to open streams from outside: for one conversation's person, or for all. */
export interface StreamControl {
  /** Resets the connections. */
  cut(conversationId?: string): void
  /** Closes the streams properly. */
  end(conversationId?: string): void
  /** Leaves the connections half-open: nothing more is written, pings included. */
  freeze(conversationId?: string): void
  /** How many streams are open. */
  readonly count: number
}

export interface Streams extends StreamControl {
  open(outgoing: ServerResponse, stream: OpenStream): void
  isOpen(subject: string): boolean
  /** The tokens of all open streams have expired. */
  expire(): void
  stop(): void
}

/** Longest delay a timer takes. */
const LONGEST_TIMER = 2 ** 31 - 1

export function createStreams(chats: Chats, switches: () => SalesforceSwitches): Streams {
  const streams = new Map<string, Set<Stream>>()
  chats.onEntry((entry) => {
    for (const stream of streams.get(entry.subject) ?? []) stream.deliver(entry)
  })

  let pings: NodeJS.Timeout
  const keepPinging = () => {
    const { pingMilliseconds } = switches()
    pings = setTimeout(() => {
      if (switches().pingMilliseconds > 0) {
        for (const stream of all()) if (!stream.frozen) stream.connection.send(pingFrame(switches()))
      }
      keepPinging()
    }, pingMilliseconds || 1000)
  }
  keepPinging()

  const all = () => [...streams.values()].flatMap((set) => [...set])
  const chosen = (conversationId: string | undefined) =>
    conversationId === undefined ? all() : [...(streams.get(chats.get(conversationId)?.subject ?? '') ?? [])]

  return {
    open(outgoing, { subject, expiresAt, lastEventId }) {
      const open = streams.get(subject) ?? new Set()
      if (switches().secondStream === 'replaces-first') for (const first of open) first.connection.end()
      const connection = openEventStream(outgoing)
      const stream = createStream(subject, connection, switches)
      streams.set(subject, open.add(stream))

      const expiry = setTimeout(
        () => expire(stream, switches()),
        Math.min(expiresAt * 1000 - Date.now(), LONGEST_TIMER),
      )
      const { streamLifeMilliseconds, replayDepth } = switches()
      const life =
        streamLifeMilliseconds > 0 ? setTimeout(() => connection.end(), streamLifeMilliseconds) : undefined
      connection.onClose(() => {
        clearTimeout(expiry)
        clearTimeout(life)
        open.delete(stream)
        if (open.size === 0 && streams.get(subject) === open) streams.delete(subject)
      })

      connection.send(pingFrame(switches()))
      const missed = replayDepth === 0 ? [] : chats.entriesAfter(subject, lastEventId).slice(-replayDepth)
      for (const entry of missed) stream.deliver(entry)
    },
    isOpen: (subject) => streams.has(subject),
    expire: () => {
      for (const stream of all()) expire(stream, switches())
    },
    cut: (conversationId) => {
      for (const stream of chosen(conversationId)) stream.connection.cut()
    },
    end: (conversationId) => {
      for (const stream of chosen(conversationId)) stream.connection.end()
    },
    freeze: (conversationId) => {
      for (const stream of chosen(conversationId)) stream.freeze()
    },
    get count() {
      return all().length
    },
    stop: () => clearTimeout(pings),
  }
}

function expire({ connection }: Stream, { expiredStream }: SalesforceSwitches): void {
  if (expiredStream === 'stays-open') return
  // Seen in live traces: the bare sentence, where an event should be.
  if (expiredStream === 'raw-text') connection.sendRaw('Jwt is expired')
  connection.end()
}

import type { PlatformEvent } from '@conversation-hub/core'
import type { Failure } from '../subject'
import { createBell, type FakeRoom, newRoom } from './fake-room'
import { throughTheWire, type WireReply, type WireRequest } from './fake-wire'

export const GREETING = 'Welcome to the fake platform'

const ok = (value: unknown): WireReply => ({ status: 200, body: JSON.stringify(value) })

/** A platform in memory: rooms, entries with numbers, access that expires, streams that can be cut. */
export function createFakePlatform() {
  const rooms = new Map<string, FakeRoom>()
  const bell = createBell()
  let failing: { failure: Failure; call: WireRequest['call'] } | undefined
  let tokens = 0
  let cut = new AbortController()
  let streams = 0

  const newToken = () => `fake-token-${++tokens}-5b1f`
  const record = (room: FakeRoom, event: (id: string) => PlatformEvent) => {
    room.entries.push(event(`${room.id}/${room.entries.length + 1}`))
    bell.ring()
  }

  const botSays = (room: FakeRoom, text: string) => {
    const parts = [{ type: 'text' as const, text }]
    record(room, (id) => ({ type: 'message', id, author: { role: 'bot' }, parts }))
  }

  function start(id: string): WireReply {
    if (rooms.has(id)) return ok({ token: rooms.get(id)?.token })
    const room = newRoom(id, newToken())
    rooms.set(id, room)
    botSays(room, GREETING)
    return ok({ token: room.token })
  }

  function answer(request: WireRequest): WireReply {
    if (request.call === 'start') return start(request.room)
    const room = rooms.get(request.room)
    if (!room) return { status: 404, body: '' }
    if (request.call === 'renew') {
      room.token = newToken()
      return ok({ token: room.token })
    }
    if (request.token !== room.token) return { status: 401, body: '' }
    if (request.call === 'entries') return ok(room.entries)
    if (request.call === 'end') {
      room.ended = true
      return ok({})
    }
    if (room.ended) return { status: 410, body: '' }
    if (request.call === 'typing') room.typing = request.typing
    if (request.call === 'read') room.readByCustomer.push(request.messageId)
    if (request.call === 'send' && !room.received.some(({ id }) => id === request.id)) {
      const { id, text } = request
      room.received.push({ id, text })
      record(room, (entry) => ({ type: 'echo', id: entry, messageId: id }))
      for (const said of room.answers.splice(0)) botSays(room, said)
    }
    return ok({})
  }

  return {
    rooms,
    record,
    call(request: WireRequest, signal: AbortSignal): Promise<WireReply> {
      const failure = failing?.call === request.call ? failing.failure : undefined
      if (failure !== undefined) failing = undefined
      return throughTheWire(request, failure, answer, signal)
    },
    /** The entries after a number, as they come; ends when the stream is cut or the reader stops. */
    async *stream(
      id: string,
      after: number,
      signal: AbortSignal,
    ): AsyncGenerator<ReadonlyArray<PlatformEvent>> {
      const ends = AbortSignal.any([signal, cut.signal])
      streams += 1
      try {
        for (let next = after; !ends.aborted; ) {
          const fresh = rooms.get(id)?.entries.slice(next) ?? []
          next += fresh.length
          if (fresh.length > 0) yield fresh
          else await bell.heard(ends)
        }
      } finally {
        streams -= 1
      }
    },
    openStreams: () => streams,
    cutStreams(): void {
      cut.abort()
      cut = new AbortController()
    },
    expireAccess(room: FakeRoom): void {
      room.token = newToken()
    },
    failNext(failure: Failure, call: WireRequest['call']): void {
      failing = { failure, call }
    },
  }
}

export type FakePlatform = ReturnType<typeof createFakePlatform>

import { vi } from 'vitest'
import type { StreamArrival } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { ConversationError } from '../errors/conversation-error'
import { type FollowOptions, followStream } from '../follow/follow-stream'
import { fakeConnector } from './fake-connector'

export const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
export const error = (...details: ConstructorParameters<typeof ConversationError>) =>
  new ConversationError(...details)

/** Follows a stream in fake time, and notes what came of it. */
export function follow(
  arrival: StreamArrival,
  replaced: Partial<Connector> = {},
  more: Partial<FollowOptions> = {},
) {
  const stop = new AbortController()
  const connector = fakeConnector({ arrival, ...replaced })
  const kept: string[] = []
  const troubles: string[] = []
  let cursor: string | undefined
  let session: PlatformSession = { access: 1 }
  const following = followStream({
    connector,
    arrival,
    session: () => session,
    cursor: () => cursor,
    async renew() {
      session = (await connector.renew?.(session, { signal: stop.signal })) ?? session
    },
    async keep(received, newCursor) {
      for (const event of received) if (event.type === 'message') kept.push(event.id)
      cursor = newCursor ?? cursor
    },
    onTrouble: ({ code }) => troubles.push(code),
    resumed: false,
    signal: stop.signal,
    random: () => 1,
    ...more,
  })
  const ended = following.then(
    () => 'ended',
    (thrown: ConversationError) => thrown.code,
  )
  return { kept, troubles, stop: () => stop.abort(), ended }
}

/** The times, in milliseconds from now, at which the stream was opened within so many milliseconds. */
export async function openingTimes(
  arrival: StreamArrival,
  within: number,
  replaced: Partial<Connector> = {},
) {
  const times: number[] = []
  const began = Date.now()
  const noted: StreamArrival = {
    ...arrival,
    open(session, options) {
      times.push(Date.now() - began)
      return arrival.open(session, options)
    },
  }
  const { stop, ended } = follow(noted, replaced)
  await vi.advanceTimersByTimeAsync(within)
  stop()
  await vi.advanceTimersByTimeAsync(15_000)
  await ended
  return times
}

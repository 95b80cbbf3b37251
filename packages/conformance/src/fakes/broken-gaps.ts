import { ConversationError, type PlatformEvent } from '@conversation-hub/core'
import type { Broken } from './broken'
import { access } from './fake-connector'
import { fakeSubject, hearing, opening, type Spoil, withoutTranscript } from './variants'

const still = [{ type: 'text' as const, text: 'still here' }]

/** What is wrong when a stream is cut, another process goes on, or something new comes. */
export const brokenGaps: ReadonlyArray<Broken> = [
  {
    check: 'has sessions that survive JSON and work in another process',
    subject: fakeSubject('knows only what it has begun itself', forgetful),
  },
  {
    check: 'goes on elsewhere from a kept session and cursor, missing nothing',
    subject: fakeSubject('knows only what it has begun itself', forgetful),
  },
  {
    check: 'says clearly that a session is none of its own',
    subject: fakeSubject('takes every session for its own', (connector) => ({
      ...connector,
      async send(command, session, context) {
        const { room, token } = access(session)
        if (room === 'undefined') throw new TypeError(`no room for ${token}`)
        return connector.send(command, session, context)
      },
    })),
  },
  {
    check: 'says clearly that a session is none of its own',
    subject: fakeSubject('takes what it does not know for a bad moment', (connector) => ({
      ...connector,
      async send(command, session, context) {
        if (session.room !== undefined) return connector.send(command, session, context)
        throw new ConversationError('platform-unavailable', 'Try again.')
      },
    })),
  },
  {
    check: 'leaves no stream open when nobody listens any more',
    subject: fakeSubject('listens for ever', (connector) =>
      opening(connector, (open, session, { signal: _, ...options }) =>
        open(session, { ...options, signal: new AbortController().signal }),
      ),
    ),
  },
  {
    check: 'hears what was said while the stream was cut, once and in order',
    subject: fakeSubject('goes on from now', goingOnFromNow),
  },
  {
    check: 'goes on elsewhere from a kept session and cursor, missing nothing',
    subject: fakeSubject('goes on from now', goingOnFromNow),
  },
  {
    check: 'goes on elsewhere from a kept session and cursor, missing nothing',
    subject: fakeSubject('tells all again, and names it anew', (connector) => {
      const renaming = hearing(connector, (event) =>
        event.type === 'message' ? [{ ...event, id: crypto.randomUUID() }] : [event],
      )
      return opening(withoutTranscript(renaming), (open, session, { cursor: _, ...options }) =>
        open(session, options),
      )
    }),
  },
  {
    check: 'hears what was said while the stream was cut, once and in order',
    subject: fakeSubject('shows its token when its stream is cut', (connector) =>
      opening(connector, async function* (open, session, options) {
        yield* open(session, options)
        throw new ConversationError('platform-unreachable', `Cut off: ${access(session).token}.`)
      }),
    ),
  },
  {
    check: 'hears what was said while the stream was cut, once and in order',
    subject: fakeSubject('shows the customer’s words again', (connector) =>
      hearing(connector, (event) =>
        event.type === 'echo'
          ? [event, { type: 'message', id: `${event.id} again`, author: { role: 'customer' }, parts: still }]
          : [event],
      ),
    ),
  },
  {
    check: 'goes on elsewhere from a kept session and cursor, missing nothing',
    subject: fakeSubject('tells twice what was missed', (connector) =>
      opening(withoutTranscript(connector), async function* (open, session, options) {
        for await (const step of open(session, options)) {
          yield step
          if (step.step !== 'events' || options.cursor === undefined) continue
          const again = (event: PlatformEvent) =>
            'id' in event ? { ...event, id: `${event.id} again` } : event
          yield { ...step, events: step.events.map(again) }
        }
      }),
    ),
  },
  {
    check: 'passes by what it does not know',
    subject: fakeSubject('stumbles over what it does not know', (connector, platform) =>
      opening(withoutTranscript(connector), async function* (open, session, options) {
        for await (const step of open(session, options)) {
          const { entries = [] } = platform.rooms.get(access(session).room) ?? {}
          if (entries.some(({ type }) => type === 'notice')) throw new TypeError('unknown kind')
          yield step
        }
      }),
    ),
  },
  {
    check: 'has a transcript with the same messages as its events',
    subject: fakeSubject('leaves the bot out of its transcript', (connector) => ({
      ...connector,
      async readTranscript(session, context) {
        const events = (await connector.readTranscript?.(session, context)) ?? []
        return events.filter((event) => event.type !== 'message' || event.author.role !== 'bot')
      },
    })),
  },
  {
    check: 'has a transcript with the same messages as its events',
    subject: fakeSubject('names the messages of a transcript otherwise', (connector) => ({
      ...connector,
      async readTranscript(session, context) {
        const events = (await connector.readTranscript?.(session, context)) ?? []
        return events.map((event) =>
          'id' in event ? { ...event, id: `${event.id} of the transcript` } : event,
        )
      },
    })),
  },
]

/** What it does not know, it says nowhere. */
function forgetful(...[connector]: Parameters<Spoil>): ReturnType<Spoil> {
  const begun = new Set<unknown>()
  return {
    ...connector,
    async start(command, session, context) {
      const result = await connector.start(command, session, context)
      begun.add(result.session.room)
      return result
    },
    send: async (command, session, context) =>
      begun.has(session.room) ? connector.send(command, session, context) : { session },
  }
}

function goingOnFromNow(...[connector, platform]: Parameters<Spoil>): ReturnType<Spoil> {
  let openings = 0
  return opening(withoutTranscript(connector), async function* (open, session, options) {
    openings += 1
    // The pause is what a real network would need until the stream stands again.
    if (openings > 1) await new Promise((resolve) => setTimeout(resolve, 50))
    const now = platform.rooms.get(access(session).room)?.entries.length ?? 0
    const again = openings > 1 || options.cursor !== undefined
    yield* open(session, again ? { ...options, cursor: String(now) } : options)
  })
}

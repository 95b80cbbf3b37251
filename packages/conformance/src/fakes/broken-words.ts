import type { MessagePart, PlatformEvent, SendCommand } from '@conversation-hub/core'
import type { Broken } from './broken'
import { access } from './fake-connector'
import { fakeSubject, hearing, idempotentSubject, replyingSubject, type Spoil } from './variants'

const sending =
  (change: (command: SendCommand) => SendCommand): Spoil =>
  (connector) => ({
    ...connector,
    send: (command, session, context) => connector.send(change(command), session, context),
  })

const hears =
  (change: (event: PlatformEvent) => ReadonlyArray<PlatformEvent>): Spoil =>
  (connector) =>
    hearing(connector, change)

const loud = (part: MessagePart): MessagePart =>
  part.type === 'text' ? { ...part, text: part.text.toUpperCase() } : part

/** What is wrong with what is said, shown and told. */
export const brokenWords: ReadonlyArray<Broken> = [
  {
    check: 'hears the platform’s greeting before anything else is said',
    subject: fakeSubject(
      'starts listening too late',
      hears((event) => (event.type === 'message' ? [] : [event])),
    ),
  },
  {
    check: 'brings the customer’s words to the platform as they are',
    subject: fakeSubject(
      'trims what the customer says',
      sending((command) => {
        const { message } = command
        return message.type === 'text'
          ? { ...command, message: { ...message, text: message.text.trim() } }
          : command
      }),
    ),
  },
  {
    check: 'brings the agent’s words to the customer as they are',
    subject: fakeSubject(
      'shouts what the agent says',
      hears((event) => [event.type === 'message' ? { ...event, parts: event.parts.map(loud) } : event]),
    ),
  },
  {
    check: 'keeps the order of 50 messages each way, none twice and none missing',
    subject: fakeSubject(
      'loses an event now and then',
      hears((event) => ('id' in event && event.id.endsWith('7') ? [] : [event])),
    ),
  },
  {
    check: 'keeps the order of 50 questions and what the bot replied to each',
    subject: replyingSubject('reads the first answer only', (connector) => ({
      ...connector,
      async send(command, session, context) {
        const result = await connector.send(command, session, context)
        const heard: PlatformEvent[] = []
        for await (const event of result.events ?? []) heard.push(event)
        return { ...result, events: heard.slice(0, 2) }
      },
    })),
  },
  {
    check: 'does not show the customer’s own words a second time',
    subject: fakeSubject(
      'takes the echo for a message',
      hears((event) =>
        event.type === 'echo'
          ? [
              event,
              {
                type: 'message',
                id: `${event.id} again`,
                author: { role: 'customer' },
                parts: [{ type: 'text', text: 'only once' }],
              },
            ]
          : [event],
      ),
    ),
  },
  {
    check: 'takes the platform’s echo of a message as proof that it was sent',
    subject: fakeSubject(
      'drops every echo',
      hears((event) => (event.type === 'echo' ? [] : [event])),
    ),
  },
  {
    check: 'keeps two conversations apart',
    subject: fakeSubject('sends everything into the first conversation', (connector, platform) => ({
      ...connector,
      send(command, session, context) {
        const [first] = platform.rooms.values()
        return connector.send(
          command,
          first ? { ...session, room: first.id, token: first.token } : session,
          context,
        )
      },
    })),
  },
  {
    check: 'shows offered choices and brings the picked one back',
    subject: fakeSubject(
      'sends the id of a choice for its title',
      sending((command) =>
        command.message.type === 'choice'
          ? { ...command, message: { type: 'text', text: command.message.choiceId } }
          : command,
      ),
    ),
  },
  {
    check: 'has no second effect when an idempotent message is sent again',
    subject: idempotentSubject(
      'makes up an id at every try',
      sending((command) => ({ ...command, messageId: crypto.randomUUID() })),
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
    check: 'passes by what it does not know',
    subject: fakeSubject('stumbles over what it does not know', (connector, platform) => {
      const { arrival, readTranscript: _, capabilities, ...rest } = connector
      if (arrival.kind !== 'stream') return connector
      return {
        ...rest,
        capabilities: { ...capabilities, transcript: false },
        arrival: {
          ...arrival,
          async *open(session, options) {
            for await (const step of arrival.open(session, options)) {
              const { entries = [] } = platform.rooms.get(access(session).room) ?? {}
              if (entries.some(({ type }) => type === 'notice')) throw new TypeError('unknown kind')
              yield step
            }
          },
        },
      }
    }),
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

function goingOnFromNow(...[connector, platform]: Parameters<Spoil>): ReturnType<Spoil> {
  const { arrival, readTranscript: _, capabilities, ...rest } = connector
  if (arrival.kind !== 'stream') return connector
  let openings = 0
  return {
    ...rest,
    capabilities: { ...capabilities, transcript: false },
    arrival: {
      ...arrival,
      async *open(session, options) {
        openings += 1
        // The pause is what a real network would need until the stream stands again.
        if (openings > 1) await new Promise((resolve) => setTimeout(resolve, 50))
        const now = platform.rooms.get(access(session).room)?.entries.length ?? 0
        const again = openings > 1 || options.cursor !== undefined
        yield* arrival.open(session, again ? { ...options, cursor: String(now) } : options)
      },
    },
  }
}

import type { MessagePart, PlatformEvent, PlatformSession, SendCommand } from '@conversation-hub/core'
import type { Broken } from './broken'
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

const fewer = (part: MessagePart): MessagePart =>
  part.type === 'choices' ? { ...part, choices: part.choices.slice(1) } : part

const inOneLine = (part: MessagePart): MessagePart =>
  part.type === 'text' ? { ...part, text: part.text.replaceAll('\n', ' ') } : part

/** What is wrong with what is said, shown and told. */
export const brokenWords: ReadonlyArray<Broken> = [
  {
    check: 'gives a message an id that no message of another conversation has',
    subject: fakeSubject(
      'counts the messages of every conversation from one',
      hears((event) => [event.type === 'message' ? { ...event, id: event.id.replace(/^.*\//, '') } : event]),
    ),
  },
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
    check: 'brings the agent’s words to the customer as they are',
    subject: fakeSubject(
      'joins the lines of what the agent says',
      hears((event) => [event.type === 'message' ? { ...event, parts: event.parts.map(inOneLine) } : event]),
    ),
  },
  {
    check: 'shows the customer a file of the platform’s, or says which it is',
    subject: fakeSubject(
      'passes by what is not words',
      hears((event) => {
        if (event.type !== 'message') return [event]
        const parts = event.parts.filter(({ type }) => type === 'text')
        return parts.length === 0 ? [] : [{ ...event, parts }]
      }),
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
    check: 'keeps the order of 50 messages each way, none twice and none missing',
    subject: fakeSubject('loses a word of the customer’s now and then', (connector) => ({
      ...connector,
      send: async (command, session, context) =>
        command.message.type === 'text' && command.message.text.endsWith('7')
          ? { session }
          : connector.send(command, session, context),
    })),
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
    check: 'keeps two conversations of one connector apart',
    subject: fakeSubject('goes on with the conversation that it began last', (connector) => {
      let last: PlatformSession | undefined
      return {
        ...connector,
        async start(command, session, context) {
          const result = await connector.start(command, session, context)
          last = result.session
          return result
        },
        send: (command, session, context) => connector.send(command, last ?? session, context),
      }
    }),
  },
  {
    check: 'keeps two conversations of one connector apart',
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
      'offers all choices but the first',
      hears((event) => [event.type === 'message' ? { ...event, parts: event.parts.map(fewer) } : event]),
    ),
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
    check: 'shows a form and brings its answers back',
    subject: fakeSubject(
      'says that a form was filled in, and not how',
      sending((command) =>
        command.message.type === 'form'
          ? { ...command, message: { ...command.message, values: {} } }
          : command,
      ),
    ),
  },
  {
    check: 'begins one conversation when an idempotent start is repeated',
    subject: fakeSubject('opens a room at every try', (connector) => ({
      ...connector,
      start: (command, session, context) =>
        connector.start({ ...command, commandId: crypto.randomUUID() }, session, context),
    })),
  },
  {
    check: 'has no second effect when an idempotent message is sent again',
    subject: idempotentSubject(
      'makes up an id at every try',
      sending((command) => ({ ...command, messageId: crypto.randomUUID() })),
    ),
  },
]

import type { PlatformEvent } from '@conversation-hub/core'
import type { Broken } from './broken'
import { fakeSubject, hearing, type Spoil } from './variants'

const hears =
  (change: (event: PlatformEvent) => ReadonlyArray<PlatformEvent>): Spoil =>
  (connector) =>
    hearing(connector, change)

/** What is wrong with who takes part, and with what else they show each other. */
export const brokenPeople: ReadonlyArray<Broken> = [
  {
    check: 'tells when a person joins, with the name, and that the conversation is with an agent',
    subject: fakeSubject(
      'forgets the agent’s name',
      hears((event) => [event.type === 'participant' ? { ...event, author: { role: 'agent' } } : event]),
    ),
  },
  {
    check: 'gives a person’s words the role of an agent',
    subject: fakeSubject(
      'takes everyone for a bot',
      hears((event) => [event.type === 'message' ? { ...event, author: { role: 'bot' } } : event]),
    ),
  },
  {
    check: 'gives a person’s words the role of an agent',
    subject: fakeSubject(
      'calls every person the same',
      hears((event) => [
        event.type === 'message' ? { ...event, author: { ...event.author, name: 'Agent' } } : event,
      ]),
    ),
  },
  {
    check: 'gives the greeting a role that is not the agent’s and not the customer’s',
    subject: fakeSubject(
      'takes everyone for a person',
      hears((event) => [event.type === 'message' ? { ...event, author: { role: 'agent' } } : event]),
    ),
  },
  {
    check: 'tells when the person leaves, which is not an end',
    subject: fakeSubject(
      'takes the agent’s leaving for the end',
      hears((event) =>
        event.type === 'participant' && event.change === 'left'
          ? [event, { type: 'ended', id: event.id, reason: 'agent-ended' }]
          : [event],
      ),
    ),
  },
  {
    check: 'shows the platform that the customer types',
    subject: fakeSubject('keeps typing to itself', (connector) => ({
      ...connector,
      typing: async (_, session) => ({ session }),
    })),
  },
  {
    check: 'tells when the agent types and when not any more',
    subject: fakeSubject(
      'tells only when typing begins',
      hears((event) => (event.type === 'typing' && !event.typing ? [] : [event])),
    ),
  },
  {
    check: 'tells when the agent types and when not any more',
    subject: fakeSubject('tells once that somebody types', (connector) => {
      const told = new Set<boolean>()
      return hearing(connector, (event) => {
        if (event.type !== 'typing') return [event]
        const isNew = !told.has(event.typing)
        told.add(event.typing)
        return isNew ? [event] : []
      })
    }),
  },
  {
    check: 'tells the platform what the customer has read',
    subject: fakeSubject('keeps receipts to itself', (connector) => ({
      ...connector,
      receipt: async (_, session) => ({ session }),
    })),
  },
  {
    check: 'tells what the agent has read of the customer’s messages',
    subject: fakeSubject(
      'drops receipts',
      hears((event) => (event.type === 'receipt' ? [] : [event])),
    ),
  },
  {
    check: 'ends the conversation at the platform when the customer ends it',
    subject: fakeSubject('ends nothing', (connector) => ({
      ...connector,
      end: async (_, session) => ({ session }),
    })),
  },
  {
    check: 'tells why the platform’s agent ended the conversation, once',
    subject: fakeSubject(
      'has one reason for every end',
      hears((event) => [event.type === 'ended' ? { ...event, reason: 'platform-error' } : event]),
    ),
  },
]

import type {
  Connector,
  EndReason,
  MessagePart,
  OutgoingMessage,
  PlatformEvent,
} from '@conversation-hub/core'

/** What the platform was told of one conversation, in order. */
interface Told {
  readonly said: OutgoingMessage[]
  endReason?: EndReason
}

export interface TalkingPlatform {
  readonly connector: Connector
  /** By the destination with which the conversation was started; the newest conversation counts. */
  told(customer: string): Told
  texts(customer: string): string[]
  starts(customer: string): number
}

const ANSWERS: Readonly<Record<string, MessagePart[]>> = {
  menu: [
    {
      type: 'choices',
      text: 'What is it about?',
      choices: [
        { choiceId: 'billing', title: 'Billing' },
        { choiceId: 'delivery', title: 'Delivery' },
      ],
    },
  ],
  photo: [
    { type: 'attachment', name: 'p.jpg', mediaType: 'image/jpeg', url: 'https://files.example.com/p.jpg' },
  ],
  long: [{ type: 'text', text: 'This is a sentence of some length, one of many. '.repeat(220) }],
}

/** A platform that greets, answers a few words in a way of its own, and repeats every other. */
export function talkingPlatform(): TalkingPlatform {
  const conversations = new Map<string, Told>()
  const starts = new Map<string, number>()
  const none: Told = { said: [] }
  const say = (id: string, parts: MessagePart[]): PlatformEvent => ({
    type: 'message',
    id,
    author: { role: 'bot', name: 'Echo' },
    parts,
  })
  const told = (customer: string) => conversations.get(customer) ?? none
  return {
    told,
    texts: (customer) =>
      told(customer).said.map((message) => ('text' in message ? (message.text ?? '') : message.type)),
    starts: (customer) => starts.get(customer) ?? 0,
    connector: {
      specVersion: 'v1',
      platform: 'talking',
      account: 'test',
      arrival: { kind: 'reply' },
      capabilities: {
        choices: true,
        forms: false,
        cards: false,
        attachments: { maxBytes: 1_000_000 },
        typing: { toPlatform: false, fromPlatform: false },
        receipts: { toPlatform: false, fromPlatform: false },
        queuePosition: false,
        availability: false,
        transcriptHandOver: false,
        transcript: false,
        resume: true,
        repeats: { start: 'idempotent', send: 'idempotent', end: 'idempotent' },
      },
      async start({ commandId, customerDestination: customer }) {
        conversations.set(customer, { said: [] })
        starts.set(customer, (starts.get(customer) ?? 0) + 1)
        return { session: { customer }, events: [say(commandId, [{ type: 'text', text: 'Hello' }])] }
      },
      async send({ commandId, message }, session) {
        told(String(session.customer)).said.push(message)
        const text = message.type === 'text' ? message.text : message.type
        if (text === 'bye')
          return { session, events: [{ type: 'ended', id: commandId, reason: 'bot-ended' }] }
        const parts = ANSWERS[text] ?? [{ type: 'text' as const, text: `You said ${text}` }]
        return { session, events: [say(`answer ${commandId}`, parts)] }
      },
      async end({ reason }, session) {
        told(String(session.customer)).endReason = reason
        return { session }
      },
    },
  }
}

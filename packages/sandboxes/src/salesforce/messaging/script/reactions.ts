import { randomUUID } from 'node:crypto'
import type { Chat } from '../state/chat'
import { BOT_NAME } from '../state/senders'
import {
  buttonsMessage,
  carouselMessage,
  formMessage,
  listPickerMessage,
  type Message,
  quickRepliesMessage,
  receiptMessage,
  richLinkMessage,
  textMessage,
} from './messages'
import type { WrittenStep } from './step'

export const SCRIPTED_AGENT = 'Sam'

export interface Surroundings {
  /** Where the sandbox serves files from. */
  readonly baseUrl: string
  /** A conversation goes on to a person only when the partner has routed it. */
  readonly partnerRoutes: boolean
}

/** How a session begins: routed to the bot, which greets, or waits in silence when it has no words for that. */
export function welcome(chat: Chat, greets: boolean): WrittenStep[] {
  const name = chat.routingAttributes._firstName
  const greeting = name === undefined ? 'Hello!' : `Hello ${name}!`
  return [
    { step: 'route', routingType: 'Initial' },
    { step: 'session', status: 'Waiting' },
    { step: 'session', status: 'Active' },
    { step: 'work-accepted' },
    { step: 'join', who: 'bot', name: BOT_NAME },
    ...(greets
      ? saidBy('bot', textMessage(`${greeting} I am ${BOT_NAME}. How can I help you today?`), true)
      : []),
  ]
}

/** What the bot does about the customer's words. */
export function botReaction(
  words: string,
  chat: Chat,
  { baseUrl, partnerRoutes }: Surroundings,
): WrittenStep[] {
  const image = `${baseUrl}/file-content/picture/shoe.png`
  const asked = words.trim().toLowerCase()
  if (/\b(person|human|agent|representative)\b/.test(asked)) {
    const further: WrittenStep[] = partnerRoutes ? [{ step: 'request-routing' }] : handOver()
    return [...bot('I will bring in a person.'), ...further]
  }
  if (/\b(track|order)\b/.test(asked))
    return bot('Order 1042 left our warehouse this morning. It arrives tomorrow.')
  if (/^(bye|goodbye)\b/.test(asked)) return [...bot('Goodbye!'), { step: 'end-session', role: 'Chatbot' }]
  switch (asked) {
    case 'form':
      return saidBy('bot', formMessage())
    case 'file':
      return saidBy('bot', receiptMessage(baseUrl))
    case 'link':
      return saidBy('bot', richLinkMessage(image))
    case 'carousel':
      return saidBy('bot', carouselMessage(image))
    case 'list':
      return saidBy('bot', listPickerMessage())
    case 'quick':
      return saidBy('bot', quickRepliesMessage('Choose one:'))
    case 'menu':
    case 'help':
      return saidBy('bot', buttonsMessage('What would you like to do?'))
    case 'whisper':
      return [
        { step: 'internal', entryType: 'Note', text: 'Between us: this customer is difficult.' },
        { step: 'internal', entryType: 'MessageUpdated', text: 'A corrected answer.' },
        { step: 'internal', entryType: 'TransferProgress', text: 'Half-way.' },
        ...bot('I have told my colleagues.'),
      ]
    case 'stream':
      return streamed('This answer arrives bit by bit, and then as a whole.')
  }
  const answer = bot(`You said: ${words}`)
  return chat.menuOffered ? answer : [...answer, say('bot', buttonsMessage('Here is what I can do for you:'))]
}

/** What the scripted agent does about the customer's words. */
export function agentReaction(words: string): WrittenStep[] {
  if (/^(bye|goodbye)\b/i.test(words.trim())) {
    return [
      ...saidBy('agent', textMessage('Goodbye, and thank you for writing to us.')),
      { step: 'leave', who: 'agent', routingStatus: 'NEEDS_ROUTING' },
      { step: 'end-session', role: 'Agent' },
    ]
  }
  return saidBy('agent', textMessage(`Thank you, I have noted: ${words}`))
}

/** From the bot into the queue, and out of it again when somebody is found. */
export function handOver(): WrittenStep[] {
  return [
    { step: 'queue-position', position: 2 },
    { step: 'queue-position', position: 1 },
    { step: 'route', routingType: 'Transfer' },
    { step: 'leave', who: 'bot' },
    { step: 'find-agent' },
  ]
}

/** The scripted agent comes. */
export function agentArrives(name: string): WrittenStep[] {
  return [
    { step: 'join', who: 'agent', name },
    ...saidBy(
      'agent',
      textMessage(`Hi, this is ${name}. I have read your conversation. What can I do for you?`),
    ),
  ]
}

function bot(text: string): WrittenStep[] {
  return saidBy('bot', textMessage(text))
}

function saidBy(who: 'bot' | 'agent', message: Message, automated = false): WrittenStep[] {
  return [
    { step: 'typing', who, typing: true },
    { ...say(who, message), automated },
    { step: 'typing', who, typing: false },
  ]
}

function say(who: 'bot' | 'agent', message: Message) {
  return { step: 'say', who, message } as const
}

function streamed(text: string): WrittenStep[] {
  const messageId = randomUUID()
  const tokens = text.match(/\S+\s*/g) ?? []
  return [
    { step: 'progress', text: 'Looking that up' },
    ...tokens.map((token, sequence) => ({ step: 'token', messageId, sequence, text: token }) as const),
    { step: 'say', who: 'bot', message: textMessage(text), messageId },
  ]
}

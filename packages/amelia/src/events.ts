import type { Author, EndReason, MessagePart, PlatformEvent } from '@conversation-hub/core'
import { readAdaptiveCard } from './message/card'
import { readFile } from './message/file'
import { readForm } from './message/form'
import { readIntegration } from './message/integration'
import { type AmeliaMessage, jsonField, textField } from './message/message'
import { htmlAsText } from './text/html-as-text'
import { pictureIn } from './text/picture-in'

/** Where a message came from; files can be fetched and sent through the web channel only. */
export type Surface = 'gateway' | 'web-channel'

/** What one message of Amelia's means. Types that are not for the customer, and unknown ones, mean nothing. */
export function translate(message: AmeliaMessage, surface: Surface): PlatformEvent[] {
  switch (message.type) {
    case 'Text':
      if (message.text?.includes(UPLOAD_MARKER)) return [...uploadAsked(message, surface), ...input(message)]
      return [...spoken(message), ...input(message)]
    case 'FormInput':
    case 'SystemError':
      return [...spoken(message), ...input(message)]
    case 'Echo':
      return echoed(message)
    case 'AmeliaReady':
      return [{ type: 'input', expected: true }]
    case 'Card':
      return [...said(message, cardParts(message)), ...input(message)]
    case 'Integration':
      return [...integrated(message), ...input(message)]
    case 'Present':
      return [...presented(message, surface), ...input(message)]
    case 'Request':
      return [...uploadAsked(message, surface), ...input(message)]
    case 'EscalationStarted':
      return [{ type: 'escalated', id: `${message.id}/escalated` }, ...spoken(message), ...input(message)]
    case 'AgentSessionChanged':
      return [...partyChanged(message), ...input(message)]
    case 'UserActivity':
      return typed(message)
    case 'ConversationClosed':
    case 'SessionClosed':
      return [...spoken(message), { type: 'ended', id: `${message.id}/ended`, reason: endReason(message) }]
    case 'ConversationSuspended':
      return [notice('amelia-suspended', 'Amelia has suspended the conversation.')]
    case 'DomainChange':
      return [notice('amelia-domain-changed', 'Amelia has moved the conversation to another domain.')]
    default:
      return []
  }
}

/** The author of a message, by what Amelia says about its source. */
export function authorOf({ from, name }: AmeliaMessage): Author {
  return { role: from === 'agent' ? 'agent' : 'bot', ...(name && { name }) }
}

/** The customer's own words that came back prove that they arrived; all other echoes are a person's words. */
function echoed(message: AmeliaMessage): PlatformEvent[] {
  const { id, text } = message
  if (!isPerson(message)) return [{ type: 'echo', id, ...(text !== undefined && { text }) }]
  const agent: AmeliaMessage = { ...message, from: 'agent' }
  const words = spoken(agent)
  if (words.length === 0) return []
  return [{ type: 'state', id: `${id}/state`, state: 'with-agent' }, ...words, ...input(agent)]
}

function spoken(message: AmeliaMessage): PlatformEvent[] {
  const words = wordsOf(message) || wordsForVoice(message)
  const form = readForm(jsonField(message, 'formInputData'), message.id, words)
  const parts: ReadonlyArray<MessagePart> = form?.parts ?? (words ? [{ type: 'text', text: words }] : [])
  const events = said(message, parts)
  return form?.formOnly ? [...events, { type: 'input', expected: false }] : events
}

function said(message: AmeliaMessage, parts: ReadonlyArray<MessagePart>): PlatformEvent[] {
  if (parts.length === 0) return []
  return [{ type: 'message', id: message.id, author: authorOf(message), parts }]
}

function input({ inputEnabled }: AmeliaMessage): PlatformEvent[] {
  return inputEnabled ? [{ type: 'input', expected: true }] : []
}

/** A legacy way to ask for a file puts this marker into a text. */
const UPLOAD_MARKER = 'UPLOAD_REQUEST_MESSAGE_EVENT'

function wordsOf({ text = '' }: AmeliaMessage): string {
  const html = text.replaceAll(UPLOAD_MARKER, '')
  // Of a picture without any words, its address is all that can be said.
  return htmlAsText(html) || pictureIn(html) || ''
}

/** Seen at 7.x: a text may be in the field for a voice alone. */
function wordsForVoice(message: AmeliaMessage): string {
  const text = message.type === 'Text' && !message.text ? textField(message, 'speechMessageText') : undefined
  return text ? htmlAsText(text) : ''
}

function withWords(message: AmeliaMessage, ...parts: ReadonlyArray<MessagePart>): MessagePart[] {
  const words = wordsOf(message)
  return [...(words ? [{ type: 'text' as const, text: words }] : []), ...parts]
}

/**
 * Content for the domain's own web page, which has no counterpart in the contract. A notice says so, in case somebody
 * misses it.
 */
function integrated(message: AmeliaMessage): PlatformEvent[] {
  const parts = readIntegration(jsonField(message, 'integrationMessageData'))
  const shown = said(message, withWords(message, ...parts))
  if (parts.length > 0) return shown
  const text = 'Amelia sent an integration message of a kind that cannot be shown.'
  return [...shown, notice('amelia-integration-passed-by', text)]
}

/** The field of a card message is not documented: it is the only one that holds an Adaptive Card. */
function cardParts(message: AmeliaMessage): MessagePart[] {
  for (const name of Object.keys(message.fields)) {
    const card = readAdaptiveCard(jsonField(message, name))
    if (card) return name === 'messageText' ? [card] : withWords(message, card)
  }
  return withWords(message)
}

/** The gateway's way to fetch a file is not public, so there the customer is told its name. */
function presented(message: AmeliaMessage, surface: Surface): PlatformEvent[] {
  const file = readFile(jsonField(message, 'resourceToPresent'))
  if (surface === 'web-channel' && file?.part) return said(message, withWords(message, file.part))
  const words = [wordsOf(message), file?.description].filter(Boolean).join('\n')
  return [
    ...said(message, words ? [{ type: 'text', text: words }] : []),
    notice('amelia-file-not-fetched', 'Amelia showed a file that cannot be fetched.'),
  ]
}

function uploadAsked(message: AmeliaMessage, surface: Surface): PlatformEvent[] {
  const hint = textField(message, 'hintText')
  const words = [wordsOf(message), hint && htmlAsText(hint)].filter(Boolean).join('\n')
  const asked = said(message, words ? [{ type: 'text', text: words }] : [])
  if (surface === 'web-channel') return asked
  const text = 'Amelia asked for a file, which cannot be sent through its REST gateway.'
  return [...asked, notice('amelia-upload-asked', text)]
}

/** Whether it is a person who takes over or speaks. Where the source of a change is not told, the name says it. */
export function isPerson({ type, from, name, selfEcho }: AmeliaMessage): boolean {
  if (type === 'Echo') return from === 'agent' ? !selfEcho : selfEcho === false && from !== 'user'
  if (type !== 'AgentSessionChanged' || from !== undefined) return from === 'agent'
  return name !== undefined && !/^amelia\b/i.test(name)
}

/** Another party has taken over: a person, or Amelia again. The words that announce it are nobody's own. */
function partyChanged(message: AmeliaMessage): PlatformEvent[] {
  const { id, name } = message
  const words = wordsOf(message)
  const joined = isPerson(message)
  const agent: Author = { role: 'agent', ...(joined && name && { name }) }
  return [
    { type: 'participant', id: `${id}/participant`, change: joined ? 'joined' : 'left', author: agent },
    { type: 'state', id: `${id}/state`, state: joined ? 'with-agent' : 'with-bot' },
    ...(words
      ? [{ type: 'message', id, author: { role: 'system' }, parts: [{ type: 'text', text: words }] } as const]
      : []),
  ]
}

/** Whether somebody types; the type is known from the customer's side only, so it may never come. */
function typed(message: AmeliaMessage): PlatformEvent[] {
  const { typing } = message.fields
  return typeof typing === 'boolean' && message.from !== 'user'
    ? [{ type: 'typing', author: authorOf(message), typing }]
    : []
}

/** `closedBy` is user, agent or timeout (Amelia help, Custom UI guide), or Amelia's own doing. */
function endReason(message: AmeliaMessage): EndReason {
  switch (textField(message, 'closedBy')?.toLowerCase()) {
    case 'user':
      return 'customer-ended'
    case 'agent':
      return 'agent-ended'
    case 'timeout':
      return 'customer-idle'
    case 'amelia':
      return 'bot-ended'
  }
  if (message.type === 'SessionClosed') return 'platform-expired'
  return message.from === 'agent' ? 'agent-ended' : 'bot-ended'
}

const notice = (code: string, text: string): PlatformEvent => ({ type: 'notice', code, text })

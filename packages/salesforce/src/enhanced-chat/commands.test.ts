import type { OutgoingMessage } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { createPayload, filePayload, messagePayload, receiptPayload, typingPayload } from './commands'
import type { Session } from './session'

const session: Session = {
  conversationId: 'c1',
  accessToken: 'token',
  orgId: '00D',
  routingAttributes: { plan: 'gold' },
  language: 'en_US',
}
const messaging = { deployment: 'Dep', session, opensSession: false }

const messages: [Exclude<OutgoingMessage, { type: 'attachment' }>, object][] = [
  [
    { type: 'text', text: 'Hi' },
    { messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text: 'Hi' } },
  ],
  [
    { type: 'choice', choiceId: 'red', title: 'Red', inReplyTo: 'e1 m1' },
    {
      messageType: 'ChoicesResponseMessage',
      inReplyToMessageId: 'm1',
      choicesResponse: { formatType: 'Selections', selectedOptions: [{ optionIdentifier: 'red' }] },
    },
  ],
  [
    {
      type: 'form',
      formId: 'f',
      inReplyTo: 'e1 m1',
      values: { email: 'a@b.c', 'topic:select': ['x', 'y'], 'day:date': '2026-12-01' },
    },
    {
      messageType: 'FormResponseMessage',
      inReplyToMessageId: 'm1',
      formResponse: {
        formatType: 'Inputs',
        inputValues: [
          {
            inputValueType: 'SingleInputValue',
            inputId: 'email',
            value: { valueType: 'TextValue', textValue: 'a@b.c' },
          },
          {
            inputValueType: 'SelectedOptionsInputValue',
            inputId: 'topic',
            selectedOptions: [{ optionIdentifier: 'x' }, { optionIdentifier: 'y' }],
          },
          {
            inputValueType: 'SingleInputValue',
            inputId: 'day',
            value: { valueType: 'DateValue', dateValue: '2026-12-01' },
          },
        ],
      },
    },
  ],
]

describe('what is sent', () => {
  it.each(messages)('%j', (message, content) => {
    expect(messagePayload('id1', message, messaging)).toEqual({
      message: { id: 'id1', ...content },
      esDeveloperName: 'Dep',
      isNewMessagingSession: false,
    })
  })

  it.each([
    ['2026-12-01T10:00+01:00', '2026-12-01T10:00:00+01:00'],
    ['2026-12-01T09:00Z', '2026-12-01T09:00:00Z'],
    ['2026-12-01T10:00:30.5-05:00', '2026-12-01T10:00:30.5-05:00'],
    ['2026-12-01T10:00', '2026-12-01T10:00'],
  ])('the moment %s is told with its seconds', (written, dateTimeValue) => {
    const values = { 'when:date-time': written }
    const form = { type: 'form', formId: 'f', inReplyTo: 'f', values } as const
    expect(messagePayload('id1', form, messaging)).toMatchObject({
      message: { formResponse: { inputValues: [{ inputId: 'when', value: { dateTimeValue } }] } },
    })
  })

  it('says routing attributes and language again when it opens a messaging session', () => {
    const payload = messagePayload('id1', { type: 'text', text: 'Hi' }, { ...messaging, opensSession: true })
    expect(payload).toMatchObject({
      isNewMessagingSession: true,
      routingAttributes: { plan: 'gold' },
      language: 'en_US',
    })
  })

  it('names the conversation by our id', () => {
    expect(createPayload(messaging)).toEqual({
      conversationId: 'c1',
      esDeveloperName: 'Dep',
      routingAttributes: { plan: 'gold' },
      language: 'en_US',
    })
  })

  it('gives a file an id that a repeat has too', () => {
    const file = {
      type: 'attachment',
      name: 'a',
      mediaType: 'b',
      bytes: 1,
      read: async () => new Uint8Array(),
    } as const
    const command = { type: 'send', commandId: 'id1', messageId: 'm', message: file } as const
    expect(filePayload(command, file, messaging)).toEqual(filePayload(command, file, messaging))
  })

  it('tells typing and receipts', () => {
    expect(typingPayload('id1', true)).toEqual({ id: 'id1', entryType: 'TypingStartedIndicator' })
    expect(typingPayload('id1', false)).toEqual({ id: 'id1', entryType: 'TypingStoppedIndicator' })
    const receipt = { type: 'receipt', commandId: 'id1', messageId: 'e1' } as const
    expect(receiptPayload({ ...receipt, status: 'read' })).toEqual({
      acks: [{ id: 'id1', entryType: 'Read', conversationEntryId: 'e1' }],
    })
    expect(receiptPayload({ ...receipt, status: 'delivered' })).toMatchObject({
      acks: [{ entryType: 'Delivery' }],
    })
  })
})

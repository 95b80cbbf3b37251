import type { OutgoingMessage } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { newChat, newMessage } from '../src/commands'

const start = {
  type: 'start',
  commandId: 'c-1',
  conversationId: 'chat-1',
  channel: 'web-chat',
  customerDestination: 'session-1',
  attributes: { plan: 'gold' },
} as const

describe('a new chat', () => {
  it('says only what is known', () => {
    expect(newChat(start)).toEqual({
      customer: { address: 'session-1' },
      channel: 'web-chat',
      attributes: { plan: 'gold' },
    })
  })

  it('tells who the customer is, and what was said before', () => {
    const transcript = [{ author: { role: 'agent', name: 'Ada' }, text: 'One moment.' }] as const
    expect(newChat({ ...start, customerIdentifier: 'ann', language: 'de', transcript })).toMatchObject({
      customer: { address: 'session-1', id: 'ann' },
      language: 'de',
      history: [{ from: 'agent', text: 'One moment.' }],
    })
  })
})

it.each<[OutgoingMessage, object]>([
  [
    { type: 'text', text: 'hello' },
    { messageId: 'm-1', text: 'hello' },
  ],
  [
    { type: 'choice', choiceId: 'option-2', title: 'Green', inReplyTo: '7' },
    { messageId: 'm-1', text: 'Green', optionId: 'option-2' },
  ],
])('%o is sent under our id', (message, payload) => {
  expect(newMessage({ type: 'send', commandId: 'c-1', messageId: 'm-1', message })).toEqual(payload)
})

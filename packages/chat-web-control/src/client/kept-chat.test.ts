import { expect, test } from 'vitest'
import { chatMemory } from './kept-chat'
import type { OutboxEntry } from './outgoing'

function storage(texts = new Map<string, string>()) {
  return {
    texts,
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
}

const entry = (content: OutboxEntry['content']): OutboxEntry => ({
  clientMessageId: content.kind,
  content,
  at: 1,
  afterSeq: 2,
  progress: { step: 'unsent' },
})

test('keeps a chat with everything unsent but files', () => {
  const memory = chatMemory('https://hub.example', 'web', storage())
  const text = entry({ kind: 'text', text: 'Hello' })
  const choice = entry({ kind: 'choice', choiceId: 'a', title: 'A', inReplyTo: 'b1' })
  const form = entry({
    kind: 'form',
    formId: 'f',
    values: { a: '1', b: ['2', '3'] },
    summary: 's',
    inReplyTo: 'b2',
  })
  const file = entry({ kind: 'file', file: new File([], 'a.txt') })
  const chat = { sessionId: 's1', token: 't1', conversationId: 'c1', answers: { b1: 'a' } }
  memory.keep({ ...chat, outbox: [text, choice, form, file] })
  expect(memory.read()).toEqual({ ...chat, outbox: [text, choice, form] })
})

test.each(['', 'null', '[]', '{"sessionId":"s1"}', '{broken'])('starts anew over %j', (text) => {
  const kept = storage()
  const memory = chatMemory('https://hub.example', 'web', kept)
  memory.keep({ sessionId: 's1', token: 't1', answers: {}, outbox: [] })
  for (const key of kept.texts.keys()) kept.texts.set(key, text)
  expect(memory.read()).toBeUndefined()
})

test('one server and resource do not see the chat of another', () => {
  const kept = storage()
  chatMemory('https://hub.example', 'web', kept).keep({
    sessionId: 's1',
    token: 't1',
    answers: {},
    outbox: [],
  })
  expect(chatMemory('https://hub.example', 'shop', kept).read()).toBeUndefined()
  expect(chatMemory('https://other.example', 'web', kept).read()).toBeUndefined()
})

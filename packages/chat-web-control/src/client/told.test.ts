import { expect, test } from 'vitest'
import { hear, nothingTold } from './told'
import type { ConversationEvent, ReceiptStatus } from './wire'

const at = '2026-11-23T10:00:00.000Z'
const sam = { role: 'agent', name: 'Sam' } as const

function told(...events: ConversationEvent[]) {
  return events.reduce(hear, nothingTold)
}

function receipts(...statuses: ReceiptStatus[]): ConversationEvent[] {
  return statuses.map((status) => ({ type: 'receipt', at, messageId: 'm1', status }))
}

const said: ConversationEvent = {
  type: 'message',
  at,
  seq: 1,
  messageId: 'm1',
  author: { role: 'customer' },
  parts: [],
}

test.each<[ReceiptStatus[], ReceiptStatus]>([
  [['sent', 'delivered', 'read'], 'read'],
  [['read', 'delivered'], 'read'],
  [['delivered', 'failed'], 'failed'],
  [['failed', 'delivered'], 'delivered'],
])('of the receipts %j, %s counts', (statuses, expected) => {
  expect(told(said, ...receipts(...statuses)).items).toMatchObject([{ receipt: { status: expected } }])
})

test('with a message, those that the customer has said before it are read, except what was not delivered', () => {
  const saidAs = (messageId: string, role: 'customer' | 'agent' = 'customer'): ConversationEvent => ({
    ...said,
    messageId,
    author: { role },
  })
  const receipt = (messageId: string, status: ReceiptStatus): ConversationEvent => ({
    type: 'receipt',
    at,
    messageId,
    status,
  })
  const statuses = (...events: ConversationEvent[]) =>
    told(...events).items.map((item) => (item.type === 'message' ? item.receipt?.status : item.type))
  const before = [saidAs('m1'), saidAs('m2'), receipt('m2', 'failed'), saidAs('b1', 'agent'), saidAs('m3')]
  const read = [...before, saidAs('m4'), receipt('m3', 'read')]
  expect(statuses(...read)).toEqual(['read', 'failed', undefined, 'read', undefined])
  expect(statuses(...read, receipt('m1', 'delivered'))).toEqual(statuses(...read))
  expect(statuses(...before, receipt('b1', 'read'))).toEqual([undefined, 'failed', 'read', undefined])
})

test('whoever says something or leaves is no longer typing', () => {
  const typing: ConversationEvent = { type: 'typing', at, author: sam, typing: true }
  expect(told(typing, typing).typing).toEqual([sam])
  expect(told(typing, { ...typing, typing: false }).typing).toEqual([])
  expect(told(typing, { type: 'participant', at, change: 'left', author: sam }).typing).toEqual([])
  expect(told(typing, { type: 'state', at, state: 'ended' }).typing).toEqual([])
})

test('a text that is still being written is replaced by its message, or taken back', () => {
  const growing: ConversationEvent = { type: 'partial', at, messageId: 'm1', author: sam, text: 'Hel' }
  expect(told(growing, { ...growing, text: 'Hello' }).partials).toMatchObject([{ text: 'Hello' }])
  expect(told(growing, { ...growing, text: '' }).partials).toEqual([])
  expect(told(growing, said).partials).toEqual([])
  expect(told(growing, { ...said, messageId: 'm2', author: sam }).partials).toEqual([])
  expect(told(growing, { ...said, messageId: 'm2' }).partials).toHaveLength(1)
})

test('what the platform expects holds until the customer has said something', () => {
  const onlyTheForm: ConversationEvent = { type: 'input', at, expected: false }
  expect(told(onlyTheForm).expectsInput).toBe(false)
  expect(told(onlyTheForm, { ...onlyTheForm, expected: true }).expectsInput).toBe(true)
  expect(told(onlyTheForm, { ...said, author: sam }).expectsInput).toBe(false)
  expect(told(onlyTheForm, said).expectsInput).toBeUndefined()
  expect(told(onlyTheForm, { type: 'state', at, state: 'with-bot' }).expectsInput).toBe(false)
  expect(told(onlyTheForm, { type: 'state', at, state: 'with-agent' }).expectsInput).toBeUndefined()
})

test('whoever has left the queue is not told a place in it', () => {
  const queue: ConversationEvent = { type: 'queue', at, position: 2 }
  const waiting: ConversationEvent = { type: 'state', at, state: 'waiting' }
  expect(told(queue, waiting).queue).toEqual({ position: 2 })
  expect(told(waiting, queue, { type: 'state', at, state: 'with-agent' }).queue).toBeUndefined()
})

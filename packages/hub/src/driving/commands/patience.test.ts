import { CALL_DEADLINE_MS } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import type { OutboxRow } from '../../conversations/conversation-row'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import { patienceMs } from './patience'

const begun = new Date('2026-01-01T00:00:00Z')
const send: OutboxRow = { ...sendForTests('m1'), createdAt: begun }
const command = {
  type: 'start',
  commandId: 'c',
  conversationId: 'v',
  channel: 'web-chat',
  customerDestination: 'd',
  attributes: {},
} as const
const start: OutboxRow = { ...send, command }
const fallback = { platform: 'other', command: { type: 'move', commandId: 'c', to: 'other' } } as const

it.each([
  ['a start that has a fallback', start, fallback, 0, 30_100],
  ['a start of which that is left', start, fallback, 10_000, 20_100],
  ['a start that is tried late', start, fallback, 29_000, CALL_DEADLINE_MS],
  ['a start without a fallback', start, undefined, 0, Number.POSITIVE_INFINITY],
  ['a message', send, fallback, 0, Number.POSITIVE_INFINITY],
])('%s is waited for as long as it would be tried', (_, head, to, sinceMs, expected) => {
  const now = () => new Date(begun.getTime() + sinceMs)
  expect(patienceMs(recordForTests().row, head, { now, takeOver: () => to })).toBe(expected)
})

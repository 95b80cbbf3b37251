import {
  type ConversationError,
  type ConversationState,
  GIVE_UP_AFTER_MS,
  retryDelayMs,
} from '@conversation-hub/core'
import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { Changes, EventToKeep } from '../journal/changes'

/** A command took effect. */
export function succeeded(record: ConversationRecord, head: OutboxRow): Changes {
  const { command } = head
  const events: EventToKeep[] = []
  if (command.type === 'send' && isUnproven(record, command.messageId)) {
    events.push({ event: { type: 'receipt', messageId: command.messageId, status: 'sent' } })
  }
  return { done: [head.seq], events }
}

/** A message that no longer has anywhere to go, because the conversation ended before it. */
export function undeliverable(head: OutboxRow): Changes {
  return { done: [head.seq], events: notDelivered(head, 'conversation-ended') }
}

/** The platform has forgotten the conversation: for us that is its end. */
export function sessionGone(record: ConversationRecord, head: OutboxRow, now: Date): Changes {
  if (head.command.type === 'end' || record.row.state === 'ended') return { done: [head.seq] }
  return {
    done: [head.seq],
    events: [
      ...notDelivered(head, 'platform-session-gone'),
      { event: { type: 'state', state: 'ended', reason: 'platform-expired' } },
    ],
    row: { state: 'ended', endReason: 'platform-expired', endedAt: now },
  }
}

/** A try failed. It is tried again at its time, or given up: then the customer is told, and a dead letter stays. */
export function failed(
  record: ConversationRecord,
  head: OutboxRow,
  error: ConversationError,
  now: Date,
): Changes {
  const attempts = head.attempts + 1
  const firstTriedAt = head.firstTriedAt ?? now
  const tooLate = now.getTime() - firstTriedAt.getTime() >= GIVE_UP_AFTER_MS
  const tried = { seq: head.seq, attempts, firstTriedAt, errorCode: error.code }
  if (error.remedy === 'never' || tooLate) return gaveUp(record, head, tried, error, now)
  const nextTryAt = new Date(now.getTime() + retryDelayMs(attempts, error))
  return { tried: [{ ...tried, nextTryAt, deadAt: undefined }] }
}

function gaveUp(
  record: ConversationRecord,
  head: OutboxRow,
  tried: { seq: number; attempts: number; firstTriedAt: Date; errorCode: string },
  error: ConversationError,
  now: Date,
): Changes {
  // A receipt that nobody wants is not worth an operator's time.
  if (head.command.type === 'receipt') return { done: [head.seq] }
  const dead = { ...tried, nextTryAt: undefined, deadAt: now }
  const { state } = record.row
  const stalls = state !== 'ended' && state !== 'stalled'
  return {
    tried: [dead],
    events: [
      ...notDelivered(head, error.code),
      ...(stalls ? [{ event: { type: 'state' as const, state: 'stalled' as const } }] : []),
    ],
    ...(stalls && { row: { state: 'stalled', stateBeforeStalled: state } }),
  }
}

/** The state after the last dead letter is gone. */
export function revived(record: ConversationRecord): Changes {
  const { state, stateBeforeStalled } = record.row
  if (state !== 'stalled') return {}
  const back: ConversationState = stateBeforeStalled ?? 'starting'
  return {
    events: [{ event: { type: 'state', state: back } }],
    row: { state: back, stateBeforeStalled: undefined },
  }
}

function notDelivered({ command }: OutboxRow, code: string): EventToKeep[] {
  if (command.type !== 'send') return []
  return [{ event: { type: 'receipt', messageId: command.messageId, status: 'failed', code } }]
}

function isUnproven({ unproven }: ConversationRecord, messageId: string): boolean {
  return unproven.some((one) => one.messageId === messageId)
}

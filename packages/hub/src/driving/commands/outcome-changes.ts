import { type ConversationError, GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import type { Changes, CommandToKeep, EventToKeep } from '../../journal/changes'
import { isEndOfEarlier } from './heads'
import { nextTry } from './next-try'

/** A receipt is a courtesy: it does not hold up what the customer says for longer than this. */
const RECEIPT_TRIES = 3
/** So long a start is tried where the settings name a fallback: as long as a customer waits for a first word. */
const FALL_BACK_AFTER_MS = 30_000

/** A command took effect. */
export function succeeded(record: ConversationRecord, head: OutboxRow): Changes {
  const { command } = head
  const events: EventToKeep[] = []
  if (command.type === 'send' && isUnproven(record, command.messageId)) {
    events.push({ event: { type: 'receipt', messageId: command.messageId, status: 'sent' } })
  }
  return { done: [head.seq], events }
}

/** A command that took effect after the conversation had been moved on: what was begun there has to be ended. */
export function superseded({ outbox }: ConversationRecord, head: OutboxRow, session: string): Changes {
  if (head.command.type !== 'start') return {}
  const ends = outbox.filter(
    (one) => one.command.type === 'end' && one.platform === head.platform && one.session !== undefined,
  )
  return {
    done: ends.map(({ seq }) => seq),
    commands: [
      {
        platform: head.platform,
        command: { type: 'end', commandId: crypto.randomUUID(), reason: 'moved' },
        session,
      },
    ],
  }
}

/** Commands that no longer have anywhere to go. */
export function undeliverable(heads: ReadonlyArray<OutboxRow>): Changes {
  return {
    done: heads.map(({ seq }) => seq),
    events: heads.flatMap((head) => notDelivered(head, 'conversation-ended')),
  }
}

/** A start makes its session, and a record is written by another system than the one that conversed. */
export const needsSession = ({ command }: OutboxRow) =>
  command.type !== 'start' && command.type !== 'conclude'

/** The platform has forgotten the conversation: for us that is its end. */
export function sessionGone(record: ConversationRecord, head: OutboxRow): Changes {
  if (head.command.type === 'end' || head.session !== undefined) return { done: [head.seq] }
  const events = notDelivered(head, 'platform-session-gone')
  if (record.row.state === 'ended') return { done: [head.seq], events }
  return {
    done: [head.seq],
    events: [...events, { event: { type: 'state', state: 'ended', reason: 'platform-expired' } }],
    row: { state: 'ended', endReason: 'platform-expired' },
  }
}

/** Until when a command is tried; later it is better to say that it failed, or to turn to the fallback. */
export function triedUntil({ createdAt, command }: OutboxRow, fallback: CommandToKeep | undefined): Date {
  const fallsBack = command.type === 'start' && fallback !== undefined
  return new Date(createdAt.getTime() + (fallsBack ? FALL_BACK_AFTER_MS : GIVE_UP_AFTER_MS))
}

interface Failure {
  readonly error: ConversationError
  readonly now: Date
  /** Default true. False where it was only waited for. */
  readonly wasTried?: boolean
  /** It may have taken effect all the same. Default false. */
  readonly inDoubt?: boolean
  /** What follows where a start is given up and the settings name another platform. */
  readonly fallback: CommandToKeep | undefined
}

/** A try failed. It is tried again at its time, or given up: then the customer is told, and a dead letter stays. */
export function failed(record: ConversationRecord, head: OutboxRow, failure: Failure): Changes {
  const { error, now, wasTried = true } = failure
  const attempts = head.attempts + (wasTried ? 1 : 0)
  const enough = head.command.type === 'receipt' && attempts >= RECEIPT_TRIES
  const until = triedUntil(head, failure.fallback)
  const nextTryAt = nextTry(attempts, error, { now, until })
  const fallsBack = head.command.type === 'start' && failure.fallback !== undefined
  // Where another platform can take over now, a try at the very end is not waited for.
  const isTooLate = nextTryAt === undefined || (fallsBack && nextTryAt >= until)
  if (error.remedy === 'never' || isTooLate || enough) return gaveUp(record, { ...head, attempts }, failure)
  return { tried: [{ seq: head.seq, attempts, nextTryAt, deadAt: undefined, errorCode: error.code }] }
}

function gaveUp(record: ConversationRecord, head: OutboxRow, failure: Failure): Changes {
  const { error, now, fallback, inDoubt = false } = failure
  // A receipt that nobody wants is not worth an operator's time.
  if (head.command.type === 'receipt') return { done: [head.seq] }
  if (head.command.type === 'start' && fallback) return { done: [head.seq], commands: [fallback] }
  const { state } = record.row
  // The end of a platform that has been left, or of the conversation, holds nobody up.
  const stalls = state !== 'ended' && state !== 'stalled' && head.command.type !== 'end'
  // A platform that was down all the time could not be asked: what it may have taken is not told as never sent.
  const code = inDoubt && error.remedy !== 'never' ? 'platform-timeout' : error.code
  return {
    tried: [dead(head, code, now)],
    events: [
      ...notDelivered(head, code),
      ...(stalls ? [{ event: { type: 'state' as const, state: 'stalled' as const } }] : []),
    ],
    ...(stalls && { row: { state: 'stalled', stateBeforeStalled: state } }),
  }
}

/**
 * What waits behind a start that was given up has nowhere to go: it says so now, and can be replayed with it. Where the
 * start is replayed in this moment, it goes on waiting.
 */
export function heldUp({ outbox }: ConversationRecord, start: OutboxRow, now: Date): Changes {
  if (!outbox.some(({ seq, deadAt }) => seq === start.seq && deadAt !== undefined)) return {}
  const behind = outbox.filter((one) => one.deadAt === undefined && !isEndOfEarlier(one))
  const messages = behind.filter(({ command }) => command.type === 'send')
  return {
    done: behind.filter((one) => !messages.includes(one)).map(({ seq }) => seq),
    tried: messages.map((one) => dead(one, 'platform-unavailable', now)),
    events: messages.flatMap((one) => notDelivered(one, 'platform-unavailable')),
  }
}

function dead({ seq, attempts }: OutboxRow, errorCode: string, now: Date) {
  return { seq, attempts, nextTryAt: undefined, deadAt: now, errorCode }
}

function notDelivered({ command }: OutboxRow, code: string): EventToKeep[] {
  if (command.type !== 'send') return []
  return [{ event: { type: 'receipt', messageId: command.messageId, status: 'failed', code } }]
}

function isUnproven({ unproven }: ConversationRecord, messageId: string): boolean {
  return unproven.some((one) => one.messageId === messageId)
}

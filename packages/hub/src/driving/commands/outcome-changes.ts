import { type ConversationError, type ErrorCode, GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import type { Changes, CommandToKeep, EventToKeep } from '../../journal/changes'
import { isEndOfEarlier } from './heads'
import { nextTry } from './next-try'

/** How often a receipt is tried. It is a courtesy, and must not hold up what the customer says for long. */
const RECEIPT_TRIES = 3
/** How long a start is tried if the settings name a fallback: about as long as a customer waits for a first word. */
const FALL_BACK_AFTER_MS = 30_000

/** What changes when a command has taken effect. */
export function succeeded(record: ConversationRecord, head: OutboxRow): Changes {
  const { command } = head
  const events: EventToKeep[] = []
  if (command.type === 'send' && isUnproven(record, command.messageId)) {
    events.push({ event: { type: 'receipt', messageId: command.messageId, status: 'sent' } })
  }
  return { done: [head.seq], events }
}

/**
 * What changes when a command has taken effect after the conversation was moved: what was begun at that platform has to
 * be ended.
 */
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

/**
 * The end that has to follow a message which was taken after the platform had ended the conversation, and has changed the
 * session: at some platforms it begins a conversation anew, in which nobody here would read on. Our own end is still to
 * come, behind what was said before it; and where another conversation with the customer has taken this one's place there
 * (`makeWay`), it would be that one's end.
 */
export function endOfBegunAnew(
  { row, outbox }: ConversationRecord,
  head: OutboxRow,
  session: string,
): CommandToKeep[] {
  const { state, endReason: reason = 'platform-error' } = row
  if (state !== 'ended' || head.command.type !== 'send') return []
  const isOurs = outbox.some((one) => one.command.type === 'end' && !isEndOfEarlier(one))
  if (isOurs || reason === 'moved') return []
  return [
    { platform: head.platform, command: { type: 'end', commandId: crypto.randomUUID(), reason }, session },
  ]
}

/** What changes with commands that cannot be delivered any more. */
export function undeliverable(
  record: ConversationRecord,
  heads: ReadonlyArray<OutboxRow>,
  isInDoubt: (head: OutboxRow) => boolean,
): Changes {
  const { session } = record.row
  const doubtful = heads.filter(isInDoubt)
  const ends = session === undefined ? [] : doubtful.flatMap((head) => endOfBegunAnew(record, head, session))
  return {
    done: heads.map(({ seq }) => seq),
    events: heads.flatMap((head) => tooLate(record, head, 'conversation-ended', isInDoubt(head))),
    ...(ends.length > 0 && { commands: ends }),
  }
}

/**
 * What is told of a message for which it is too late, since its conversation is over. That says nothing of an earlier try,
 * the answer to which was lost; and a message that the platform has shown has not failed.
 */
function tooLate(
  record: ConversationRecord,
  head: OutboxRow,
  code: ErrorCode,
  inDoubt: boolean,
): EventToKeep[] {
  return isShown(record, head) ? [] : notDelivered(head, inDoubt ? 'platform-timeout' : code)
}

/**
 * Whether a command needs a platform session. A start makes one, and another system keeps the records than the one that
 * conversed.
 */
export const needsSession = ({ command }: OutboxRow) =>
  command.type !== 'start' && command.type !== 'conclude'

/** What changes when the platform no longer knows the conversation: for us, that is its end. */
export function sessionGone(record: ConversationRecord, head: OutboxRow, inDoubt: boolean): Changes {
  if (head.command.type === 'end' || head.session !== undefined) return { done: [head.seq] }
  const events = tooLate(record, head, 'platform-session-gone', inDoubt)
  if (record.row.state === 'ended') return { done: [head.seq], events }
  return {
    done: [head.seq],
    events: [...events, { event: { type: 'state', state: 'ended', reason: 'platform-expired' } }],
    row: { state: 'ended', endReason: 'platform-expired' },
  }
}

/** Until when a command is tried. After that it is better to say that it failed, or to turn to the fallback. */
export function triedUntil({ createdAt, command }: OutboxRow, fallback: CommandToKeep | undefined): Date {
  const fallsBack = command.type === 'start' && fallback !== undefined
  return new Date(createdAt.getTime() + (fallsBack ? FALL_BACK_AFTER_MS : GIVE_UP_AFTER_MS))
}

interface Failure {
  readonly error: ConversationError
  readonly now: Date
  /** False if the command only waited and was not tried. Default: true. */
  readonly wasTried?: boolean
  /** It may have taken effect all the same. Default: false. */
  readonly inDoubt?: boolean
  /** The command by which the fallback takes over if a start is given up. `undefined` if the settings name none. */
  readonly fallback: CommandToKeep | undefined
}

/**
 * What changes when a try has failed: it is tried again later, or given up. Then the customer is told, and a dead
 * letter stays.
 */
export function failed(record: ConversationRecord, head: OutboxRow, failure: Failure): Changes {
  const { error, now, wasTried = true } = failure
  const attempts = head.attempts + (wasTried ? 1 : 0)
  const enough = head.command.type === 'receipt' && attempts >= RECEIPT_TRIES
  const until = triedUntil(head, failure.fallback)
  const nextTryAt = nextTry(attempts, error, { now, until })
  const fallsBack = head.command.type === 'start' && failure.fallback !== undefined
  // If another platform can take over, that is done now, rather than after one last try.
  const isTooLate = nextTryAt === undefined || (fallsBack && nextTryAt >= until)
  if (error.remedy === 'never' || isTooLate || enough) return gaveUp(record, { ...head, attempts }, failure)
  return { tried: [{ seq: head.seq, attempts, nextTryAt, deadAt: undefined, errorCode: error.code }] }
}

function gaveUp(record: ConversationRecord, head: OutboxRow, failure: Failure): Changes {
  const { error, now, fallback, inDoubt = false } = failure
  // A receipt that nobody wants is not worth an operator's time.
  if (head.command.type === 'receipt') return { done: [head.seq] }
  if (head.command.type === 'start' && fallback) return { done: [head.seq], commands: [fallback] }
  // The platform's events tell of the end itself. There is nothing left to which the message could be replayed.
  if (head.command.type === 'send' && error.code === 'conversation-ended')
    return { done: [head.seq], events: tooLate(record, head, error.code, inDoubt) }
  // Its answer was lost, and the platform has told of it since: whatever it says to a repeat, the message is there.
  if (isShown(record, head)) return { done: [head.seq] }
  const { state } = record.row
  // An end holds nobody up, whether that of the conversation or that for a platform that was left.
  const stalls = state !== 'ended' && state !== 'stalled' && head.command.type !== 'end'
  // A platform that was down all the time could not be asked. So what it may have taken is not reported as never sent.
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
 * What changes with the commands that wait behind a start that was given up. They cannot be delivered: the customer is
 * told now, and they can be replayed together with the start. If the start has just been replayed, they go on waiting.
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

/** Whether the platform has shown that it has the customer's message. */
function isShown(record: ConversationRecord, { command }: OutboxRow): boolean {
  return command.type === 'send' && !isUnproven(record, command.messageId)
}

function isUnproven({ unproven }: ConversationRecord, messageId: string): boolean {
  return unproven.some((one) => one.messageId === messageId)
}

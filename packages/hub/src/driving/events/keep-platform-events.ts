import {
  applyPlatformEvent,
  echoedWords,
  type NewPassingEvent,
  type PlatformEvent,
} from '@conversation-hub/core'
import type { ConversationRow } from '../../conversations/conversation-row'
import { platformEventKey } from '../../conversations/platform-event-key'
import type { ConversationRecord } from '../../conversations/record'
import { keepableText } from '../../database/keepable'
import { type AddressOfFile, withFileAddresses } from '../../files/platform-file'
import type { Changes, CommandToKeep, EventToKeep, RowPatch } from '../../journal/changes'

interface Notice {
  readonly platform?: string
  readonly code: string
  readonly text: string
}

export interface Kept extends Changes {
  readonly passing: ReadonlyArray<NewPassingEvent>
  /** What an operator should know. */
  readonly notices: ReadonlyArray<Notice>
}

interface Circumstances {
  /** The platform session that the events belong to. */
  readonly sessionNumber: number
  readonly cursor: string | undefined
  /** The command by which another platform takes over if this one escalates. `undefined` if the settings name none. */
  readonly takeOver: (row: ConversationRow, why: 'escalated') => CommandToKeep | undefined
  readonly addressOfFile: AddressOfFile
}

/**
 * What a platform's events change in a conversation. A replay is recognised by the platform's own id of the event, within
 * one platform session. After the end, only notices for the operator still count.
 */
export function keepPlatformEvents(
  record: ConversationRecord,
  events: ReadonlyArray<PlatformEvent>,
  { sessionNumber, cursor, takeOver, addressOfFile }: Circumstances,
): Kept {
  const { row } = record
  // Late events from a platform that the conversation has already left are not shown, and their cursor means nothing.
  if (sessionNumber !== row.sessionNumber) return { passing: [], notices: [] }
  const toKeep: EventToKeep[] = []
  const passing: NewPassingEvent[] = []
  const notices: Notice[] = []
  const from = row.managedBy === undefined ? {} : { platform: row.managedBy }
  const commands: CommandToKeep[] = []
  const fresh = new Set<string>()
  // While a dead letter holds the conversation up, it stays `stalled`; the state that it would be in is kept for
  // afterwards.
  const isStalled = row.state === 'stalled'
  const before = isStalled ? (row.stateBeforeStalled ?? 'starting') : row.state
  let state = before
  const hasEcho = events.some(({ type }) => type === 'echo')
  const notSent = hasEcho ? waitingBehindAnother(record) : new Set<string>()
  let unproven = hasEcho ? asSent(record) : record.unproven
  const place = cursor === undefined ? undefined : keepableText(cursor)
  let patch: RowPatch = place === undefined || place === row.cursor ? {} : { cursor: place }

  const lastKnown = events.findLastIndex((event) => record.seen.has(keyOf(event, sessionNumber) ?? ''))
  for (const [index, event] of events.entries()) {
    if (event.type === 'notice') notices.push({ ...from, code: event.code, text: event.text })
    if (event.type === 'notice' || state === 'ended') continue
    const dedupeKey = keyOf(event, sessionNumber)
    const isKnown = (key: string) => record.seen.has(key) || fresh.has(key)
    if (dedupeKey !== undefined && isKnown(dedupeKey)) continue
    // When a gap is repaired, everything comes again. An event that changed nothing has left no key by which it could be
    // recognised; but if a known event comes after it, it must be old.
    if (mayLeaveNothing(event) && index < lastKnown) continue
    // If the message is there already, nothing would ever replace this text so far.
    if (event.type === 'partial' && isKnown(platformEventKey('message', event.id, sessionNumber))) continue
    const mayBeThere = hasEcho ? unproven.filter(({ messageId }) => !notSent.has(messageId)) : unproven
    const shown = withFileAddresses(event, row, addressOfFile)
    const applied = applyPlatformEvent(shown, { state, unproven: mayBeThere })
    const kept = applied.kept.filter(
      (one) =>
        !isKnownReceipt(one, unproven) && !(isStalled && one.type === 'state' && one.state !== 'ended'),
    )
    kept.forEach((one, index) => {
      // One key for each platform event. If several events come of it, the first one has the key.
      toKeep.push({ event: one, ...(index === 0 && dedupeKey !== undefined && { dedupeKey }) })
      if (one.type === 'receipt') unproven = unproven.filter(({ messageId }) => messageId !== one.messageId)
    })
    if (dedupeKey !== undefined) fresh.add(dedupeKey)
    if (applied.passing) passing.push(applied.passing)
    state = applied.state
    if (event.type === 'ended') patch = { ...patch, endReason: event.reason }
    const escalation = event.type === 'escalated' ? takeOver(row, 'escalated') : undefined
    if (escalation) commands.push(escalation)
  }
  if (state !== before)
    patch = { ...patch, ...(isStalled && state !== 'ended' ? { stateBeforeStalled: state } : { state }) }
  const changesRow = Object.keys(patch).length > 0
  return { events: toKeep, commands, passing, notices, ...(changesRow && { row: patch }) }
}

/**
 * An echo that comes after the answer to its message changes nothing; replayed, it would prove the same words said
 * again later.
 */
const mayLeaveNothing = (event: PlatformEvent) =>
  event.type === 'state' ||
  event.type === 'escalated' ||
  (event.type === 'echo' && event.messageId === undefined)

/**
 * The customer's unproven messages in the words that were sent to the platform, which may differ from what the customer
 * is shown.
 */
function asSent({ unproven, outbox }: ConversationRecord): ConversationRecord['unproven'] {
  const sent = new Map<string, string>()
  for (const { command } of outbox) {
    const words = command.type === 'send' ? echoedWords(command.message) : undefined
    if (command.type === 'send' && words !== undefined) sent.set(command.messageId, words)
  }
  return unproven.map(({ messageId, text }) => ({ messageId, text: sent.get(messageId) ?? text }))
}

/**
 * Messages that certainly have not been sent yet. An echo in their words must be one of something said, and answered,
 * earlier.
 */
function waitingBehindAnother({ outbox }: ConversationRecord): ReadonlySet<string> {
  const [, ...behind] = outbox.filter(({ command }) => command.type === 'send')
  const untried = behind.filter(({ attempts, isInDoubt }) => attempts === 0 && !isInDoubt)
  return new Set(untried.flatMap(({ command }) => (command.type === 'send' ? [command.messageId] : [])))
}

/** `sent` is told only once: by the platform's answer to the command or by its echo, whichever comes first. */
function isKnownReceipt(
  event: EventToKeep['event'],
  unproven: ReadonlyArray<{ readonly messageId: string }>,
): boolean {
  if (event.type !== 'receipt' || event.status !== 'sent') return false
  return !unproven.some(({ messageId }) => messageId === event.messageId)
}

function keyOf(event: PlatformEvent, sessionNumber: number): string | undefined {
  if (!('id' in event) || event.type === 'partial') return undefined
  return platformEventKey(event.type, event.id, sessionNumber)
}

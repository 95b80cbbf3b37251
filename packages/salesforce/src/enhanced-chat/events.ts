import type { PlatformEvent } from '@conversation-hub/core'
import type { EventSourceMessage } from 'eventsource-parser'
import { z } from 'zod'
import { type Entry, entrySchema } from '../entries/entry'
import { endedBefore } from '../entries/session-status'
import { translateEntry } from '../entries/translate-entry'
import { jsonOf } from '../http/parse-answer'
import { derivedId } from '../start/derived-id'
import type { PartialTexts } from './partial-texts'
import type { SaidIds } from './said-ids'
import type { Session } from './session'

const envelopeSchema = z.object({ conversationId: z.string(), conversationEntry: z.unknown() })

/** Whose events they are. */
export interface Ours {
  readonly conversationId: string
  /** As it is now; asked only where something ends. */
  readonly reopenedAt?: () => Session['reopenedAt']
  readonly saidIds: SaidIds
}

/** What one server-sent event means for a conversation. Pings, other conversations and unknown events: nothing. */
export function translateEvent(
  { event = '', data }: EventSourceMessage,
  ours: Ours,
  partialTexts: PartialTexts,
): PlatformEvent[] {
  // A ping's data is the bare number 0.
  if (event === 'ping') return []
  const written = jsonOf(data)
  if (written === undefined && event.startsWith('CONVERSATION_')) return [unreadable]
  const parsed = envelopeSchema.safeParse(written)
  if (!parsed.success || parsed.data.conversationId !== ours.conversationId) return []
  const readable = entrySchema.safeParse(parsed.data.conversationEntry)
  if (!readable.success) return event === 'CONVERSATION_MESSAGE' ? [unreadable] : []
  const entry = readable.data
  const kind = kindOf(event) ?? entry.entryType ?? ''
  if (kind === 'StreamingToken') return partialTexts.add(entry)
  const events = translateOurs(kind, entry, ours)
  return events.flatMap((said) => (said.type === 'message' ? [...partialTexts.finish(said), said] : [said]))
}

/** What one entry of the entries list means. */
export function translateListedEntry(entry: Entry, ours: Ours): PlatformEvent[] {
  return translateOurs(entry.entryType ?? '', entry, ours)
}

function translateOurs(
  kind: string,
  entry: Entry,
  { conversationId, reopenedAt, saidIds }: Ours,
): PlatformEvent[] {
  const events = withoutOurOwn(saidIds.translate(translateEntry(kind, entry)), conversationId)
  const tellsAnEnd = events.some(({ type }) => type === 'ended')
  if (!tellsAnEnd || !endedBefore(entry, reopenedAt?.())) return events
  return events.filter(({ type }) => type !== 'ended')
}

/** `CONVERSATION_TYPING_STARTED_INDICATOR` carries entries of the type `TypingStartedIndicator`, and so do all. */
function kindOf(eventName: string): string | undefined {
  if (!eventName.startsWith('CONVERSATION_')) return undefined
  return eventName
    .slice('CONVERSATION_'.length)
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
}

/** What we said at the start in the customer's name is nobody's message here. */
function withoutOurOwn(events: PlatformEvent[], conversationId: string): PlatformEvent[] {
  const ours = [derivedId(conversationId, 'kickoff'), derivedId(conversationId, 'transcript')]
  return events.filter((event) => {
    if (event.type !== 'echo' && event.type !== 'receipt') return true
    return event.messageId === undefined || !ours.includes(event.messageId)
  })
}

const unreadable: PlatformEvent = {
  type: 'notice',
  code: 'event-unreadable',
  text: 'Salesforce sent an event that cannot be read, which was skipped.',
}

import type { KeyedEvents, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { type Entry, entrySchema, timeOf } from '../entries/entry'
import { ended } from '../entries/session-status'
import { translateEntry } from '../entries/translate-entry'
import { jsonOf } from '../http/parse-answer'
import type { Session } from './session'
import type { ByocSettings } from './settings'

const messageSchema = z.object({
  payload: z.record(z.string(), z.unknown()),
  event: z.object({ replayId: z.union([z.number(), z.string()]).transform(String) }),
})

const interactionSchema = z.object({
  channelAddressIdentifier: z.string(),
  recipient: z.object({ subject: z.string() }),
  /** The entry; absent in the flat form, where it stands beside the others. */
  payload: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

/** Where the stream can be resumed after a platform event. */
export function replayIdOf(message: unknown): string | undefined {
  const parsed = messageSchema.safeParse(message)
  return parsed.success ? parsed.data.event.replayId : undefined
}

/** The two fields of a platform event that Salesforce fills in, and when it did. Undefined: it is none. */
export function platformEventFields(
  message: unknown,
  { eventTypeField, payloadField }: Pick<ByocSettings, 'eventTypeField' | 'payloadField'>,
) {
  const parsed = messageSchema.safeParse(message)
  if (!parsed.success) return undefined
  const fields = parsed.data.payload
  const createdAt = Date.parse(textIn(fields.CreatedDate) ?? '')
  return {
    eventType: textIn(fields[eventTypeField]),
    payload: textIn(fields[payloadField]),
    ...(!Number.isNaN(createdAt) && { createdAt }),
  }
}

/** What one platform event means, and for whom. Other channels, and what is not known, mean nothing. */
export function translatePlatformEvent(message: unknown, settings: ByocSettings): KeyedEvents | undefined {
  const { eventType, payload } = platformEventFields(message, settings) ?? {}
  if (eventType !== 'Interaction' || payload === undefined) return undefined
  const json = jsonOf(payload)
  const interaction = interactionSchema.safeParse(json)
  if (!interaction.success || interaction.data.channelAddressIdentifier !== settings.channelAddress)
    return undefined
  const key = interaction.data.recipient.subject
  const written = interaction.data.payload ?? json
  const entry = entrySchema.safeParse(written)
  if (entry.success) return { key, events: translate(entry.data) }
  return isMessage.safeParse(written).success ? { key, events: [unreadable] } : undefined
}

const isMessage = z.object({ entryType: z.literal('Message') })

const unreadable: PlatformEvent = {
  type: 'notice',
  code: 'event-unreadable',
  text: 'Salesforce sent a message that cannot be read, which was skipped.',
}

/** A long text field: by CometD the text itself, elsewhere (Pub/Sub API) wrapped with its type. */
const textSchema = z.union([z.string(), z.object({ string: z.string() }).transform(({ string }) => string)])

function textIn(field: unknown): string | undefined {
  const parsed = textSchema.safeParse(field)
  return parsed.success ? parsed.data : undefined
}

/**
 * Salesforce writes `OptOut` in the entry and in the MessagingEndUser record, and `OptedOut` in the request that
 * changes it.
 */
const consentSchema = z.object({ consentStatus: z.string().regex(/^opt(ed)?_?out$/i) })

/** The messaging session that a status is about; Salesforce, record ids: 15 or 18 characters that begin with 0Mw. */
const statusSchema = z.object({ sessionId: z.string().regex(/^0Mw\w{12}/) })

const endOf = (sessionId: string) => `ended ${sessionId.slice(0, 15)}`

/**
 * Whether an event is not about the customer's last conversation: from before this one was started, or the end of another
 * messaging session. Everything that Salesforce keeps is read again where the place in the stream is lost.
 */
export function isOfSession({ messagingSessionId, startedAt = 0 }: Session, event: PlatformEvent): boolean {
  if (timeIn(event) < startedAt) return false
  if (event.type !== 'ended' || !messagingSessionId?.startsWith('0Mw')) return true
  return !event.id.startsWith('ended 0Mw') || event.id === endOf(messagingSessionId)
}

/** When it happened; after everything, where an event does not tell. */
function timeIn(event: PlatformEvent): number {
  const time = Date.parse(('at' in event ? event.at : undefined) ?? '')
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time
}

function translate(written: Entry): PlatformEvent[] {
  // By Salesforce's clock alone: an agent's own computer may be wrong by hours.
  const entry = { ...written, clientTimestamp: undefined }
  const kind = entry.entryType ?? ''
  const events = translateKind(kind, entry).map((event) => timed(event, timeOf(entry)))
  const status = statusSchema.safeParse(entry.entryPayload)
  if (kind !== 'SessionStatusChanged' || !status.success) return events
  const id = endOf(status.data.sessionId)
  return events.map((event) => (event.type === 'ended' ? { ...event, id } : event))
}

/** With its time, also where nobody is shown it: it tells this conversation from the customer's last one. */
function timed(event: PlatformEvent, at: string | undefined): PlatformEvent {
  if (at === undefined) return event
  switch (event.type) {
    case 'ended':
    case 'queue':
    case 'receipt':
    case 'state':
      return { ...event, at }
    default:
      return event
  }
}

function translateKind(kind: string, entry: Entry): PlatformEvent[] {
  // Who opts out of a text-message channel must not be written to any more.
  if (kind === 'EndUserConsentUpdated' && consentSchema.safeParse(entry.entryPayload).success) {
    return [ended('opted-out')]
  }
  return translateEntry(kind, entry)
}

import { z } from 'zod'
import { flag, text } from './lenient'

/** One message of Amelia's, whichever way it came and however its release spells it. */
export interface AmeliaMessage {
  readonly id: string
  readonly sessionId: string | undefined
  /** `Text`, `Echo`, `AmeliaReady`, ...: without `Outbound` before, `Message` and `FromAmelia` after it. */
  readonly type: string
  /** As written, which may be HTML. */
  readonly text: string | undefined
  readonly from: 'amelia' | 'user' | 'agent' | undefined
  readonly name: string | undefined
  /** Whether these are the customer's own words that came back. Absent: not told. */
  readonly selfEcho: boolean | undefined
  readonly inputEnabled: boolean
  readonly secure: boolean
  readonly offTheRecord: boolean
  /** Rises within a session, with gaps; timestamps do not. */
  readonly sequence: number | undefined
  /** ISO 8601. */
  readonly at: string | undefined
  /** Everything that belongs to the type alone, by its name. */
  readonly fields: Readonly<Record<string, unknown>>
}

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined)

const bodySchema = z.looseObject({
  messageId: text,
  id: text,
  sessionId: text,
  ameliaMessageType: text,
  messageType: text,
  messageText: text,
  fromUserDisplayName: text,
  sourceUserType: text,
  selfEcho: flag,
  inputEnabled: flag,
  secureResponse: flag,
  offTheRecordResponse: flag,
  sessionSequence: number,
  timestamp: number,
  headers: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

/** Where releases before 3.7.17 put the fields of a type on STOMP, in snake case. */
const nestedSchema = z.object({ attributes: z.record(z.string(), z.unknown()) })

const headersSchema = z.object({
  'x-amelia-message-id': text,
  'x-amelia-session-id': text,
  'x-amelia-message-type': text,
  'x-amelia-source-user-type': text,
  'x-amelia-self-echo': flag,
  'x-amelia-input-enabled': flag,
  'x-amelia-session-sequence': number,
  'x-amelia-timestamp': number,
})

/** Reads a message as the gateway's queue or a STOMP frame has it; `undefined` for what is none. */
export function readMessage(
  raw: unknown,
  frameHeaders?: Readonly<Record<string, string>>,
): AmeliaMessage | undefined {
  const parsed = bodySchema.safeParse(withAttributes(raw))
  if (!parsed.success) return undefined
  const body = parsed.data
  const headers = headersSchema.parse(lowerCased({ ...body.headers, ...frameHeaders }))
  // `ameliaMessageType` is canonical; some 7.3 answers seem to leave it out.
  const type = body.ameliaMessageType ?? body.messageType ?? headers['x-amelia-message-type']
  if (type === undefined) return undefined
  const sequence = body.sessionSequence ?? headers['x-amelia-session-sequence']
  const sessionId = body.sessionId ?? headers['x-amelia-session-id']
  const id = body.messageId ?? headers['x-amelia-message-id'] ?? body.id
  return {
    id: id ?? placeOf(sessionId, sequence) ?? crypto.randomUUID(),
    sessionId,
    type: canonicalType(type),
    text: body.messageText,
    from: sourceOf(body.sourceUserType ?? headers['x-amelia-source-user-type']),
    name: body.fromUserDisplayName || undefined,
    selfEcho: body.selfEcho ?? headers['x-amelia-self-echo'],
    inputEnabled: body.inputEnabled ?? headers['x-amelia-input-enabled'] ?? false,
    secure: body.secureResponse ?? false,
    offTheRecord: body.offTheRecordResponse ?? false,
    sequence,
    at: isoTime(body.timestamp ?? headers['x-amelia-timestamp']),
    fields: body,
  }
}

/** What tells a message apart that has no id, so that one that comes twice is known again. */
const placeOf = (sessionId: string | undefined, sequence: number | undefined) =>
  sessionId === undefined || sequence === undefined ? undefined : `${sessionId} ${sequence}`

function withAttributes(raw: unknown): unknown {
  const nested = nestedSchema.safeParse(raw)
  if (!nested.success || typeof raw !== 'object') return raw
  const attributes = Object.entries(nested.data.attributes).map(([name, value]) => [camelCased(name), value])
  return { ...Object.fromEntries(attributes), ...raw }
}

const camelCased = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The messages in a batch of the gateway; what is none is passed by. */
export function readMessages(batch: ReadonlyArray<unknown>): AmeliaMessage[] {
  return batch.flatMap((raw) => readMessage(raw) ?? [])
}

/** `OutboundTextMessage`, `TextMessageFromAmelia` and `OutboundTextMessageFromAmelia` are all `Text`. */
export function canonicalType(written: string): string {
  return written
    .replace(/FromAmelia$/, '')
    .replace(/^Outbound/, '')
    .replace(/Message$/, '')
}

/** A field of the message's type. */
export function textField(message: AmeliaMessage, name: string): string | undefined {
  const value = message.fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A JSON field: an object, a JSON text, or a JSON text in a JSON text. */
export const jsonField = (message: AmeliaMessage, name: string): unknown => unwrapJson(message.fields[name])

/** What a JSON text holds, also where it is a JSON text in a JSON text; what is no text stays as it is. */
export function unwrapJson(written: unknown): unknown {
  let value = written
  for (let layers = 0; typeof value === 'string' && layers < 3; layers += 1) {
    try {
      value = JSON.parse(value)
    } catch {
      return undefined
    }
  }
  return value
}

function sourceOf(type: string | undefined): AmeliaMessage['from'] {
  switch (type?.toLowerCase()) {
    case 'amelia':
      return 'amelia'
    case 'user':
      return 'user'
    case 'agent':
      return 'agent'
    default:
      return undefined
  }
}

/** The body has seconds with a fraction, the headers milliseconds. */
function isoTime(timestamp: number | undefined): string | undefined {
  if (timestamp === undefined) return undefined
  const time = new Date(timestamp < 100_000_000_000 ? timestamp * 1_000 : timestamp)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

function lowerCased(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

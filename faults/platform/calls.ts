import { ConversationError, errorFromStatus } from '@conversation-hub/core'
import { Agent, type Dispatcher, request } from 'undici'

/** A JSON answer of more bytes than this is nobody's honest answer. */
const MAX_BODY_BYTES = 1_048_576

// Silence is the stream's to judge (by `silenceMs`), and a call has the hub's deadline.
const agent = new Agent({ connect: { timeout: 5_000 }, bodyTimeout: 0, headersTimeout: 0 })

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly token?: string
  readonly body?: Readonly<Record<string, string>>
  readonly lastEventId?: string
  readonly signal: AbortSignal
}

/** One call to the platform; a refusal or a broken connection is thrown as a `ConversationError`. */
export async function open(call: Call): Promise<Dispatcher.ResponseData> {
  const response = await request(call.url, {
    dispatcher: agent,
    method: call.method,
    headers: {
      ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
      ...(call.lastEventId !== undefined && { 'last-event-id': call.lastEventId }),
      ...(call.body && { 'content-type': 'application/json' }),
    },
    body: call.body ? JSON.stringify(call.body) : null,
    signal: call.signal,
  }).catch((thrown: unknown) => {
    throw notReached(thrown)
  })
  if (response.statusCode < 300) return response
  await response.body.dump().catch(() => {})
  const retryAfter = [response.headers['retry-after']].flat()[0]
  throw errorFromStatus(response.statusCode, `The platform answered ${response.statusCode}.`, { retryAfter })
}

export async function callJson(call: Call): Promise<Record<string, unknown>> {
  const { body } = await open(call)
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw unreadable()
    chunks.push(chunk)
  }
  try {
    return objectOf(JSON.parse(Buffer.concat(chunks).toString()))
  } catch {
    throw unreadable()
  }
}

/** What comes of an answer; a connection that breaks is thrown as a `ConversationError`. */
export async function* chunksOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body
  } catch {
    throw cutOff()
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable()
  return Object.fromEntries(Object.entries(value))
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

function notReached(thrown: unknown): ConversationError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const outcome = NEVER_CONNECTED.has(code) ? 'not-started' : 'unknown'
  return new ConversationError('platform-unreachable', 'The platform could not be reached.', { outcome })
}

export const unreadable = () =>
  new ConversationError(
    'platform-reply-invalid',
    'The platform answered something else than what was to come.',
    {
      outcome: 'unknown',
    },
  )

const cutOff = () =>
  new ConversationError('platform-unreachable', 'The platform’s answer was cut off.', { outcome: 'unknown' })

import { createHash, timingSafeEqual } from 'node:crypto'
import {
  ConversationError,
  type KeyedEvents,
  type PlatformEvent,
  revealSecret,
  type WebhookArrival,
  type WebhookRequest,
} from '@conversation-hub/core'
import { batchSchema, parseJson } from '../json'
import { type AmeliaMessage, readMessages } from '../message/message'
import type { WebhookDelivery } from '../settings'
import { createTranslator } from '../translator'
import { readGatewaySession } from './gateway-session'

/** The header of the secret in the 2019 reference, and the misspelling of its newest edition. */
const SECRET_HEADERS = ['X-Amelia-Webhook-Secret', 'X-Amelia-Webbook-Secret'] as const

/**
 * A message older than this, in milliseconds, belongs to a conversation that is over: one hour is Amelia's usual
 * limit of inactivity. Within it a replay is recognised by the message's id.
 */
const REPLAY_WINDOW_MS = 3_600_000

/** Messages of all conversations, posted by the gateway. */
export function webhookArrival({ secret }: WebhookDelivery): WebhookArrival {
  return {
    kind: 'webhook',
    keyOf: (session) => readGatewaySession(session).sessionId,
    async receive(request) {
      if (!carries(request, await revealSecret(secret))) {
        throw new ConversationError(
          'unauthorized',
          `The request does not carry the webhook’s secret in ${SECRET_HEADERS[0]}, so it is not the gateway’s.`,
        )
      }
      const batch = batchSchema.safeParse(parseJson(new TextDecoder().decode(request.body)))
      const entries = batch.success ? bySession(batch.data) : []
      // Told to be kept, what nobody can read would be lost, and nobody would hear of it.
      if (!batch.success || (entries.length === 0 && batch.data.length > 0)) {
        throw new ConversationError(
          'invalid-request',
          'The webhook’s body is no message of a session of Amelia’s and no list of them.',
        )
      }
      return entries
    },
  }
}

/** Compares digests, so that the time it takes says nothing about the secret or its length. */
function carries({ headers }: WebhookRequest, secret: string): boolean {
  // A function may have none to give: then nobody has it.
  if (secret === '') return false
  const expected = digest(secret)
  return SECRET_HEADERS.some((name) => {
    const given = headers.get(name)
    return given !== null && timingSafeEqual(digest(given), expected)
  })
}

const digest = (text: string) => createHash('sha256').update(text).digest()

function bySession(batch: ReadonlyArray<unknown>): KeyedEvents[] {
  const sessions = new Map<string, AmeliaMessage[]>()
  for (const message of readMessages(batch)) {
    const key = message.sessionId
    if (key !== undefined) sessions.set(key, [...(sessions.get(key) ?? []), message])
  }
  return [...sessions].map(([key, messages]) => {
    const fresh = messages.filter((message) => !isStale(message))
    const events = createTranslator('gateway')(fresh).filter(isWhole)
    return { key, events: fresh.length < messages.length ? [...events, stale] : events }
  })
}

const stale: PlatformEvent = {
  type: 'notice',
  code: 'amelia-webhook-stale',
  text: 'A webhook brought a message that is older than an hour; it was passed by. If it is not, compare the clocks.',
}

const isStale = ({ at }: AmeliaMessage) => at !== undefined && Date.now() - Date.parse(at) > REPLAY_WINDOW_MS

/** Chunks come in deliveries of their own, and nothing is remembered between two; the complete text follows. */
const isWhole = (event: PlatformEvent) => event.type !== 'partial'

import { type AccountStreamStep, asConversationError, type ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { jsonOf } from '../http/parse-answer'
import { platformEventFields } from './events'
import type { ByocSettings } from './settings'

/** Salesforce asks the partner to route a conversation further: its bot or agent gives it on. */
export interface RoutingRequest {
  readonly conversationIdentifier: string
  readonly routingType: 'Transfer' | 'Conference'
  /** Where to, as far as Salesforce says. */
  readonly queueId?: string
  readonly flowId?: string
}

export type AnswerRequest = (request: RoutingRequest, signal: AbortSignal) => Promise<unknown>

/** Salesforce, BYOC: a request that is not answered within 60 s has failed. In milliseconds; clocks differ. */
const ANSWERED_WITHIN_MS = 120_000
/** The longest an answer may take, in milliseconds. */
const ANSWER_TIMEOUT_MS = 10_000

const recordId = z.string().min(15).optional().catch(undefined)

/**
 * Salesforce, conversation events: `RoutingRequestedEvent`, of whose `routingParameters` every field may be absent.
 * The first routing is asked for by the start itself.
 */
const requestSchema = z.object({
  conversationIdentifier: z.string().min(1),
  routingType: z.enum(['Transfer', 'Conference']),
  routingParameters: z.object({ queueId: recordId, flowId: recordId }).catch({}).default({}),
})

/** The same description puts the request inside `payload`; others show it as the whole, without a channel. */
const envelopeSchema = z.looseObject({
  channelAddressIdentifier: z.string().optional().catch(undefined),
  payload: z.looseObject({}).optional().catch(undefined),
})

/** A request in a platform event that is young enough to be answered; only where the partner routes. */
export function routingRequestIn(
  message: unknown,
  settings: ByocSettings,
  now = Date.now(),
): RoutingRequest | undefined {
  if (settings.routing === 'salesforce') return undefined
  const { eventType, payload, createdAt = now } = platformEventFields(message, settings) ?? {}
  if (eventType !== 'RoutingRequested' || now - createdAt > ANSWERED_WITHIN_MS) return undefined
  const envelope = envelopeSchema.safeParse(jsonOf(payload ?? '')).data
  if (!envelope) return undefined
  if ((envelope.channelAddressIdentifier ?? settings.channelAddress) !== settings.channelAddress)
    return undefined
  const request = requestSchema.safeParse(envelope.payload ?? envelope).data
  if (!request) return undefined
  const { routingParameters, ...about } = request
  return { ...about, ...whereTo(routingParameters) }
}

const whereTo = ({ queueId, flowId }: { queueId?: string | undefined; flowId?: string | undefined }) => ({
  ...(queueId !== undefined && { queueId }),
  ...(flowId !== undefined && { flowId }),
})

/**
 * A step of the stream together with the requests that came with it. The place in the stream moves on only after
 * they are answered, so that one whose answer failed on the way is read again. One that is refused for good is not;
 * its refusal is returned.
 */
export async function* answering(
  step: Extract<AccountStreamStep, { step: 'events' }>,
  requests: ReadonlyArray<RoutingRequest>,
  answer: AnswerRequest,
): AsyncGenerator<AccountStreamStep, ConversationError | undefined> {
  if (requests.length === 0) {
    yield step
    return undefined
  }
  yield { step: 'events', entries: step.entries }
  let refusal: ConversationError | undefined
  for (const request of requests) {
    try {
      await answer(request, AbortSignal.timeout(ANSWER_TIMEOUT_MS))
    } catch (thrown) {
      const error = asConversationError(thrown, 'Routing a conversation further')
      if (error.remedy !== 'never') throw error
      refusal ??= error
    }
  }
  yield { ...step, entries: [] }
  return refusal
}

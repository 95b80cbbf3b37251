import { type AccountStreamStep, ConversationError, type StreamOptions } from '@conversation-hub/core'
import type { SalesforceAccount } from '../crm/account'
import { createArrivals } from './arrivals'
import { ALL_KEPT_EVENTS, ReplayRefused, subscribe } from './cometd'
import { replayIdOf, translatePlatformEvent } from './events'
import { beginningAt, isAfter, isBeginning, type Place, placeOf } from './place'
import { type AnswerRequest, answering, routingRequestIn } from './routing-requests'
import type { ByocSettings } from './settings'
import { noticesAbout } from './unreadable'

/** Salesforce, Streaming API: a connect is answered after 110 s at the latest, event or not. */
export const SILENCE_MS = 120_000
/** The longest wait for a subscription, in milliseconds. */
const OPENED_WITHIN_MS = 15_000

/**
 * After so long without an event the stream is opened anew from its place, in milliseconds. That the org's daily allowance is used
 * up, Salesforce tells in an open stream, too (Platform Events, allocations); but other clients have seen streams stop without
 * a word (jsforce, issue 857), and a new subscription is told in any case.
 */
const QUIET_FOR_MS = 30 * 60_000

/** What is needed to read the stream. */
interface Reading {
  readonly account: SalesforceAccount
  readonly settings: ByocSettings
  /** Answers what Salesforce asks for in the stream itself. */
  readonly answer: AnswerRequest
}

/** Reads the platform events of the channel, all conversations in one stream. */
export async function* readAccountStream(
  reading: Reading,
  { cursor, signal }: StreamOptions,
): AsyncGenerator<AccountStreamStep> {
  const place = placeOf(cursor)
  try {
    yield* readFrom(place, reading, signal)
  } catch (thrown) {
    // We were away for too long: everything that Salesforce keeps is read again, and known events are recognised by
    // their ids.
    if (!(thrown instanceof ReplayRefused) || place.replayId === ALL_KEPT_EVENTS) throw thrown
    yield* readFrom({ replayId: ALL_KEPT_EVENTS }, reading, signal)
  }
}

async function* readFrom(
  place: Place,
  { account, settings, answer }: Reading,
  signal: AbortSignal,
): AsyncGenerator<AccountStreamStep> {
  const { replayId } = place
  const arrivals = createArrivals()
  let failure: ConversationError | undefined
  let subscribed = false
  let opened = false
  let isQuiet = false
  let isPlaceKnown = !isBeginning(place)
  let wake = () => {}
  const fail = (error: ConversationError) => {
    failure ??= error
    wake()
  }
  const stop = await subscribe(
    account,
    { channel: `/event/${settings.event}`, replayId },
    {
      onSubscribed: () => {
        subscribed = true
        clearTimeout(late)
        wake()
      },
      onMessage: (message) => {
        arrivals.add(message)
        quiet.refresh()
        wake()
      },
      whenTaken: (goOn) => (opened ? arrivals.whenEmpty(goOn) : goOn()),
      onSignOfLife: () => wake(),
      onFailure: fail,
    },
  )
  const late = setTimeout(() => fail(neverOpened()), OPENED_WITHIN_MS)
  const quiet = setTimeout(() => {
    isQuiet = true
    wake()
  }, QUIET_FOR_MS)
  const end = () => wake()
  signal.addEventListener('abort', end, { once: true })
  try {
    while (!signal.aborted) {
      if (subscribed && !opened) {
        opened = true
        yield { step: 'opened' }
        if (place.isFirst) yield { step: 'events', entries: [], cursor: beginningAt(Date.now()) }
      }
      if (opened) {
        let refusal: ConversationError | undefined
        for (const messages of upToRequests(arrivals.take(), settings)) {
          const due = messages.filter((message) => isAfter(message, place, settings))
          const requests = due.flatMap((message) => routingRequestIn(message, settings) ?? [])
          const cursor = replayIdOf(messages.at(-1))
          isPlaceKnown ||= cursor !== undefined
          const step = stepOf(due, cursor, settings)
          const refused = yield* answering(step, requests, answer)
          refusal ??= refused
        }
        // The stream itself is well, and is opened again: after all that has come, so that nobody else waits for it.
        if (refusal) throw new ConversationError('platform-unavailable', refusal.message)
      }
      if (failure) throw failure
      // Without a place, everything that is kept would be read again.
      if (isQuiet && isPlaceKnown && arrivals.isEmpty) return
      // Events may overtake the confirmation of the subscription.
      const isDue = opened ? !arrivals.isEmpty : subscribed
      if (!isDue) {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
      }
    }
  } finally {
    clearTimeout(late)
    clearTimeout(quiet)
    signal.removeEventListener('abort', end)
    stop()
  }
}

/** The place in the stream moves on behind every request, so that none is answered again because the next one failed. */
function upToRequests(messages: ReadonlyArray<unknown>, settings: ByocSettings): unknown[][] {
  const parts: unknown[][] = [[]]
  for (const message of messages) {
    parts.at(-1)?.push(message)
    if (routingRequestIn(message, settings)) parts.push([])
  }
  return parts
}

/** Everything that has arrived; without events it is a sign of life. */
function stepOf(messages: ReadonlyArray<unknown>, cursor: string | undefined, settings: ByocSettings) {
  const notices = messages.flatMap((message) => noticesAbout(message, settings))
  return {
    step: 'events' as const,
    ...(notices.length > 0 && { notices }),
    entries: messages.flatMap((message) => translatePlatformEvent(message, settings) ?? []),
    ...(cursor !== undefined && { cursor }),
  }
}

const neverOpened = () =>
  new ConversationError(
    'platform-timeout',
    `Salesforce did not accept the event stream within ${OPENED_WITHIN_MS} ms.`,
  )

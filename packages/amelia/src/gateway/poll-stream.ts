import { ConversationError, type PlatformSession, pause, type StreamArrival } from '@conversation-hub/core'
import type { HttpReply } from '../client'
import { expectSuccess } from '../errors'
import { batchSchema, readReply } from '../json'
import { readMessages } from '../message/message'
import { createTranslator } from '../translator'
import { createTurn, type Turn } from '../turn'
import { type GatewaySession, readHeardSession } from './gateway-session'
import type { SessionCall } from './session-call'
import { expectNoFailure } from './told-failure'

/** A long poll is given up after this time, in milliseconds; live clients see it answer after about 7 s. */
const LONG_POLL_MS = 35_000

/** A long poll that is under way when the hub stops is waited for: longer than a live one takes, in milliseconds. */
const LAST_POLL_MS = 8_000

/** The shortest and the longest rest between two polls that brought nothing, in milliseconds. */
const REST_MS = { least: 250, most: 2_000 } as const

/**
 * The largest batch that is read, in bytes. One that is refused would be lost, so this is more than any batch should
 * have.
 */
const MOST_BYTES = 16 * 1_048_576

/** An empty long poll that took less than this, in milliseconds, did not wait at all. */
const WAITED_MS = 1_000

type PollKind = 'poll' | 'longpoll'

const doing = 'Fetching the messages'

/**
 * Messages of one conversation, fetched from its queue at the gateway. A poll empties the queue, so the next one
 * is made only after the last batch is kept; an answer that is lost on its way is lost at Amelia too.
 *
 * When the hub stops, the poll that is under way is waited for, and is the last. When the conversation is taken
 * away at once, a plain poll still hands over its batch, because it answers at once; a long poll is given up: it
 * would take what is said meanwhile away from whoever goes on with the conversation.
 */
export function pollStream(
  callSession: SessionCall,
  turns: Map<string, Turn>,
  delivery: 'long-poll' | 'poll',
): StreamArrival {
  let longPollIsMissing = delivery === 'poll'

  async function fetchBatch(
    session: GatewaySession,
    kind: PollKind,
    signal: AbortSignal,
  ): Promise<unknown[]> {
    const reply = await callSession(session, {
      path: kind,
      body: {},
      maxAnswerBytes: MOST_BYTES,
      ...(kind === 'longpoll' && { milliseconds: LONG_POLL_MS, signal, mayBeMissing: true }),
      doing,
    })
    if (kind === 'longpoll' && isMissing(reply)) {
      // Only a plain poll that succeeds proves that the long poll is missing, and not the conversation.
      const batch = await fetchBatch(session, 'poll', signal)
      longPollIsMissing = true
      return batch
    }
    expectSuccess(reply, doing)
    // What a gateway answers when nothing was said is not documented: mostly [].
    if (reply.text.trim() === '') return []
    const batch = readReply(batchSchema, reply, { doing, outcome: 'unknown' })
    // If it counted as nothing said, the conversation would fall silent without anybody noticing.
    if (readMessages(batch).length === 0) expectNoFailure(batch[0], doing)
    return batch
  }

  return {
    kind: 'stream',
    opens: 'after-start',
    silenceMs: LONG_POLL_MS + 10_000,
    lastStepWithinMs: LAST_POLL_MS,
    async *open(kept: PlatformSession, { signal }) {
      const session = readHeardSession(kept, 'polling')
      const { sessionId } = session
      const translate = createTranslator('gateway')
      const turn = turns.get(sessionId) ?? createTurn()
      turns.set(sessionId, turn)
      let restMs: number = REST_MS.least
      // The first poll is a plain one: it answers at once.
      let kind: PollKind = 'poll'
      let opened = false
      let isTriedAgain = false
      try {
        while (!signal.aborted) {
          const askedAt = Date.now()
          const batch = await fetchBatch(session, kind, signal)
          // After a stop one step is still listened to: it has to be the one that holds the messages.
          if (!opened && !signal.aborted) yield { step: 'opened' }
          opened = true
          const messages = readMessages(batch)
          const events = translate(messages)
          for (const message of messages) turn.hear(message)
          yield { step: 'events', events }
          if (events.some(({ type }) => type === 'ended')) break

          // Some answer with an object that is no message.
          const nothing = messages.length === 0
          const waited: boolean = kind === 'longpoll' && Date.now() - askedAt >= WAITED_MS
          const mustRest = longPollIsMissing || (kind === 'longpoll' && nothing && !waited)
          // Before 6.6 an escalation did not wake a long poll, so an empty one is followed by a plain one.
          kind = longPollIsMissing || (nothing && waited) ? 'poll' : 'longpoll'
          restMs = nothing ? Math.min(restMs * 1.5, REST_MS.most) : REST_MS.least
          if (mustRest) await pause(restMs, signal)
        }
      } catch (thrown) {
        if (signal.aborted) return
        isTriedAgain = !isOver(thrown)
        throw thrown
      } finally {
        if (!isTriedAgain) turns.delete(sessionId)
      }
    },
  }
}

const isOver = (thrown: unknown) =>
  thrown instanceof ConversationError && thrown.code === 'platform-session-gone'

/** The gateway has no long poll: 404, 405 and 501 were all seen for calls that a release lacks. */
const isMissing = ({ status }: HttpReply) => status === 404 || status === 405 || status === 501

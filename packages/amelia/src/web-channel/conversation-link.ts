import type { PlatformEvent } from '@conversation-hub/core'
import type { IMessage } from '@stomp/stompjs'
import { asNotStarted } from '../errors'
import { isPerson } from '../events'
import { parseJson } from '../json'
import { type AmeliaMessage, readMessage } from '../message/message'
import { createTurn } from '../turn'
import { conversationIsOver } from './conversations'
import {
  acknowledgement,
  type Discretion,
  type Inbound,
  replayConversation,
  startConversation,
} from './inbound'
import { stillWanted } from './still-wanted'
import { connectStomp } from './stomp-link'
import type { WebSession } from './web-session'

/** How long Amelia's confirmation of a frame is waited for, in milliseconds. */
const CONFIRM_MS = 1_000

/** How long the customer's words wait until Amelia is ready for them, in milliseconds. */
const TURN_MS = 3_000

/** How much may wait to be taken, in characters. Whoever is slower than that reads a replay instead. */
const MOST_WAITING = 4 * 1_048_576

/**
 * After so long a replay counts as over, in milliseconds, whether or not Amelia says so: where something is said all the time,
 * it would be waited for for ever.
 */
export const LONGEST_REPLAY_MS = 30_000

/** One conversation on a STOMP connection of its own, listened to. */
export interface ConversationLink {
  /** The messages that came, as soon as there are some; none after so many milliseconds. */
  take(milliseconds: number): Promise<AmeliaMessage[]>
  /** Resolves when Amelia has shown that she has it, or a while after the server has it. */
  publish(inbound: Inbound, signal: AbortSignal): Promise<void>
  /** As the last words of Amelia's or a person's asked. */
  readonly discretion: Discretion
  /** As was asked before there was this connection: counts where it has heard nothing that asks since. */
  askedBefore(discretion: Discretion): void
  /** The conversation was closed. */
  readonly over: boolean
  /** Nothing was missed since the start of the conversation. */
  gapless: boolean
  /** What it was told when it asked for a replay, until somebody takes it. */
  replayed: ReadonlyArray<PlatformEvent> | undefined
  readonly whole: boolean
  close(): void
}

/**
 * Connects and subscribes; from then on everything is kept until it is taken. Where too much waits, the connection is
 * given up: what waits can still be taken, and what follows is read from Amelia's replay.
 */
export async function listenTo(
  baseUrl: string,
  session: WebSession,
  mostWaiting = MOST_WAITING,
): Promise<ConversationLink> {
  const { sessionId, conversationId } = session
  const stomp = await connectStomp(baseUrl, session)
  const waiting: AmeliaMessage[] = []
  let waitingCharacters = 0
  let replayedUntil = 0
  const listeners = new Set<(message: AmeliaMessage) => void>()
  let asked: Discretion | undefined
  let before: Discretion = { secure: false, offTheRecord: false }
  let over = false
  let whole = true
  stomp.lost.catch(() => {
    whole = false
  })

  const turn = createTurn()

  const send = ({ type, body }: Inbound) => stomp.send({ sessionId, conversationId, type, body })

  const receive = (frame: IMessage) => {
    const message = readMessage(parseJson(frame.body), frame.headers)
    if (!message) return
    if (message.type === 'AckRequest') return send(acknowledgement)
    if (message.type === 'ConversationClosed' || message.type === 'SessionClosed') over = true
    if (asks.has(message.type) && !isOwnEcho(message)) {
      asked = { secure: message.secure, offTheRecord: message.offTheRecord }
    }
    if (message.type === 'ReplayFinished') replayedUntil = 0
    const isReplayed = performance.now() >= replayedUntil
    // Whose turn it was is no matter of now.
    if (isReplayed) turn.hear(message)
    waiting.push(message)
    for (const listener of [...listeners]) listener(message)
    // A replay comes in one go, however much it is.
    if (!isReplayed) return
    waitingCharacters += frame.body.length
    if (waitingCharacters > mostWaiting) stomp.close()
  }

  await stomp.subscribe(sessionId, receive).catch((thrown) => {
    stomp.close()
    throw thrown
  })

  /** Until such a message came, the connection was lost (which throws), or the time is over. */
  const arrival = (milliseconds: number, isAwaited: (message: AmeliaMessage) => boolean) => {
    let settle: () => void = () => {}
    const something = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      const listener = (message: AmeliaMessage) => {
        if (isAwaited(message)) resolve()
      }
      listeners.add(listener)
      settle = () => {
        clearTimeout(timer)
        listeners.delete(listener)
      }
    })
    return Promise.race([something, stomp.lost]).finally(settle)
  }

  /** Whether anybody is there still; a connection on which nobody is is given up. */
  const answered = () => {
    const answer = stomp.answered()
    answer.catch(stomp.close)
    return answer
  }

  return {
    async take(milliseconds) {
      if (waiting.length === 0) await arrival(milliseconds, () => true)
      if (waiting.length === 0) {
        await answered()
        // Whether or not Amelia says so.
        replayedUntil = 0
      }
      waitingCharacters = 0
      return waiting.splice(0)
    },
    async publish(inbound, signal) {
      if (inbound === startConversation) turn.begin()
      if (inbound === replayConversation) replayedUntil = performance.now() + LONGEST_REPLAY_MS
      // As the vendor's web page does. A host may never say that she is ready, so it is not waited for for long.
      if (inbound.confirmedBy === 'echo') {
        if (turn.isAmelias) {
          await arrival(TURN_MS, () => over || !turn.isAmelias).catch(asNotStarted)
          await stillWanted(signal)
        }
        if (over) throw conversationIsOver()
        turn.pass()
      }
      send(inbound)
      if (inbound.confirmedBy === 'nothing') return
      const reached = answered()
      // Words after which the conversation is over have arrived, too.
      await arrival(CONFIRM_MS, (message) => over || inbound.confirmedBy === 'anything' || isOwnEcho(message))
      // Some hosts send no echo. On a connection that is dead without saying so, nothing at all comes back.
      await reached
    },
    get discretion() {
      return asked ?? before
    },
    askedBefore(discretion) {
      before = discretion
    },
    get over() {
      return over
    },
    gapless: false,
    replayed: undefined,
    get whole() {
      return whole
    },
    close: stomp.close,
  }
}

/** What the customer's next words may be an answer to; an echo may be a person's words. */
const asks = new Set(['Text', 'FormInput', 'Card', 'Request', 'Echo'])

const isOwnEcho = (message: AmeliaMessage) => message.type === 'Echo' && !isPerson(message)

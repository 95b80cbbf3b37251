import type { PlatformEvent } from '../connector/platform-events'
import type { NewEvent, PassingEvent } from '../contract/events'
import type { ConversationState } from '../contract/states'
import { isEchoOf } from './is-echo-of'

type Untimed<Event> = Event extends PassingEvent ? Omit<Event, 'at'> : never
/** A passing event that has not been told yet, so it has no time. */
export type NewPassingEvent = Untimed<PassingEvent>

/** What one platform event means for a conversation. */
export interface Applied {
  readonly state: ConversationState
  /** Events to write down and number, in this order. */
  readonly kept: ReadonlyArray<NewEvent>
  /** An event for current listeners only. */
  readonly passing?: NewPassingEvent
}

/** What has to be known about a conversation to understand an event. */
export interface Progress {
  readonly state: ConversationState
  /** The customer's messages that nothing has yet proved to have reached the platform, oldest first. */
  readonly unproven: ReadonlyArray<{ readonly messageId: string; readonly text: string }>
}

/**
 * Translates a platform event into the contract's events. Pure: recognising replays is the driver's part. A message
 * counts even after the end, but nothing brings an ended conversation back to life, and it ends only once.
 */
export function applyPlatformEvent(event: PlatformEvent, progress: Progress): Applied {
  const { state } = progress
  switch (event.type) {
    case 'message': {
      const { id: messageId, author, parts } = event
      const message = { type: 'message' as const, messageId, author, parts: [...parts] }
      return withState(stateAfterMessage(state, author.role), state, [message])
    }
    case 'participant': {
      const { change, author } = event
      const participant = { type: 'participant' as const, change, author }
      return withState(stateAfterParticipant(state, change, author.role), state, [participant])
    }
    case 'queue': {
      const { position, waitSeconds } = event
      const queue = {
        type: 'queue' as const,
        ...(position !== undefined && { position }),
        ...(waitSeconds !== undefined && { waitSeconds }),
      }
      return withState(state === 'with-agent' ? state : 'waiting', state, [queue])
    }
    case 'state':
      return withState(event.state, state, [])
    case 'receipt': {
      const { messageId, status, code } = event
      return { state, kept: [{ type: 'receipt', messageId, status, ...(code !== undefined && { code }) }] }
    }
    case 'echo': {
      const messageId = event.messageId ?? messageOf(event.text, progress)
      return { state, kept: messageId === undefined ? [] : [{ type: 'receipt', messageId, status: 'sent' }] }
    }
    case 'escalated':
      return withState('waiting', state, [])
    case 'ended':
      if (state === 'ended') return { state, kept: [] }
      return { state: 'ended', kept: [{ type: 'state', state: 'ended', reason: event.reason }] }
    case 'typing':
      return { state, kept: [], passing: { type: 'typing', author: event.author, typing: event.typing } }
    case 'partial': {
      const { id: messageId, author, text } = event
      return { state, kept: [], passing: { type: 'partial', messageId, author, text } }
    }
    case 'input':
      return { state, kept: [], passing: { type: 'input', expected: event.expected } }
    case 'notice':
      return { state, kept: [] }
  }
}

function withState(
  next: ConversationState,
  before: ConversationState,
  kept: ReadonlyArray<NewEvent>,
): Applied {
  return next === before || before === 'ended'
    ? { state: before, kept }
    : { state: next, kept: [...kept, { type: 'state', state: next }] }
}

/** The oldest message that an echo repeats: to the letter, or else in the way in which platforms rewrite text. */
function messageOf(echo: string | undefined, { unproven }: Progress): string | undefined {
  if (echo === undefined) return undefined
  const same = unproven.find(({ text }) => text === echo) ?? unproven.find(({ text }) => isEchoOf(echo, text))
  return same?.messageId
}

/** The first words show who has the conversation, if the platform has not said so before. */
function stateAfterMessage(state: ConversationState, role: string): ConversationState {
  if (state !== 'starting') return state
  if (role === 'agent') return 'with-agent'
  return role === 'bot' ? 'with-bot' : state
}

function stateAfterParticipant(
  state: ConversationState,
  change: 'joined' | 'left',
  role: string,
): ConversationState {
  if (change === 'left') return state
  if (role === 'agent') return 'with-agent'
  return role === 'bot' && state !== 'with-agent' ? 'with-bot' : state
}

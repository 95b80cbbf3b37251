import { describe, expect, it } from 'vitest'
import type { PlatformEvent } from '../connector/platform-events'
import type { ConversationState } from '../contract/states'
import { type Applied, applyPlatformEvent } from './apply-platform-event'

const bot = { role: 'bot' as const }
const ada = { role: 'agent' as const, name: 'Ada' }
const parts = [{ type: 'text' as const, text: 'hello' }]
const unproven = [
  { messageId: 'm1', text: 'same' },
  { messageId: 'm2', text: 'same' },
  { messageId: 'm3', text: ' a < b ' },
]

const message = (author: typeof bot | typeof ada): PlatformEvent => ({
  type: 'message',
  id: 'e1',
  author,
  parts,
})
const shown = (author: typeof bot | typeof ada) => ({
  type: 'message' as const,
  messageId: 'e1',
  author,
  parts,
})
const participant = (change: 'joined' | 'left', author: typeof bot | typeof ada): PlatformEvent => ({
  type: 'participant',
  id: 'e1',
  change,
  author,
})
const state = (next: ConversationState) => ({ type: 'state' as const, state: next })
const receipt = (messageId: string, status: 'sent' | 'read') => ({
  type: 'receipt' as const,
  messageId,
  status,
})

interface Row {
  readonly what: string
  readonly event: PlatformEvent
  readonly from: ConversationState
  readonly to: ConversationState
  readonly kept: Applied['kept']
  readonly passing?: Applied['passing']
}

const rows: ReadonlyArray<Row> = [
  {
    what: 'the bot’s first words show that a bot has the conversation',
    event: message(bot),
    from: 'starting',
    to: 'with-bot',
    kept: [shown(bot), state('with-bot')],
  },
  {
    what: 'an agent’s first words show that a person has it',
    event: message(ada),
    from: 'starting',
    to: 'with-agent',
    kept: [shown(ada), state('with-agent')],
  },
  {
    what: 'later words change nothing',
    event: message(bot),
    from: 'with-agent',
    to: 'with-agent',
    kept: [shown(bot)],
  },
  {
    what: 'words after the end are shown, and do not bring it back',
    event: message(bot),
    from: 'ended',
    to: 'ended',
    kept: [shown(bot)],
  },
  {
    what: 'a person who joins has the conversation',
    event: participant('joined', ada),
    from: 'with-bot',
    to: 'with-agent',
    kept: [{ type: 'participant', change: 'joined', author: ada }, state('with-agent')],
  },
  {
    what: 'a bot that joins does not take it from a person',
    event: participant('joined', bot),
    from: 'with-agent',
    to: 'with-agent',
    kept: [{ type: 'participant', change: 'joined', author: bot }],
  },
  {
    what: 'an agent leaving is not an end',
    event: participant('left', ada),
    from: 'with-agent',
    to: 'with-agent',
    kept: [{ type: 'participant', change: 'left', author: ada }],
  },
  {
    what: 'somebody joining after the end does not bring it back',
    event: participant('joined', ada),
    from: 'ended',
    to: 'ended',
    kept: [{ type: 'participant', change: 'joined', author: ada }],
  },
  {
    what: 'a place in the queue means waiting',
    event: { type: 'queue', id: 'e1', position: 3 },
    from: 'with-bot',
    to: 'waiting',
    kept: [{ type: 'queue', position: 3 }, state('waiting')],
  },
  {
    what: 'a queue does not take the conversation from a person',
    event: { type: 'queue', id: 'e1', waitSeconds: 20 },
    from: 'with-agent',
    to: 'with-agent',
    kept: [{ type: 'queue', waitSeconds: 20 }],
  },
  {
    what: 'the platform says who has it',
    event: { type: 'state', id: 'e1', state: 'with-bot' },
    from: 'waiting',
    to: 'with-bot',
    kept: [state('with-bot')],
  },
  {
    what: 'the same state again is no event',
    event: { type: 'state', id: 'e1', state: 'with-bot' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [],
  },
  {
    what: 'an escalated conversation waits for somebody',
    event: { type: 'escalated', id: 'e1' },
    from: 'with-bot',
    to: 'waiting',
    kept: [state('waiting')],
  },
  {
    what: 'a receipt is passed on',
    event: { type: 'receipt', id: 'e1', messageId: 'm1', status: 'read' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [receipt('m1', 'read')],
  },
  {
    what: 'an echo with our id proves that message',
    event: { type: 'echo', id: 'e1', messageId: 'm2' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [receipt('m2', 'sent')],
  },
  {
    what: 'an echo by words proves the oldest message of these words',
    event: { type: 'echo', id: 'e1', text: 'same' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [receipt('m1', 'sent')],
  },
  {
    what: 'an echo of words that the platform has trimmed and escaped proves them',
    event: { type: 'echo', id: 'e1', text: 'a &lt; b' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [receipt('m3', 'sent')],
  },
  {
    what: 'an echo of words that nobody waits for proves nothing',
    event: { type: 'echo', id: 'e1', text: 'other' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [],
  },
  {
    what: 'an end has its reason',
    event: { type: 'ended', id: 'e1', reason: 'agent-ended' },
    from: 'with-agent',
    to: 'ended',
    kept: [{ type: 'state', state: 'ended', reason: 'agent-ended' }],
  },
  {
    what: 'a second end is no event',
    event: { type: 'ended', id: 'e1', reason: 'bot-ended' },
    from: 'ended',
    to: 'ended',
    kept: [],
  },
  {
    what: 'typing passes by',
    event: { type: 'typing', author: ada, typing: true },
    from: 'with-agent',
    to: 'with-agent',
    kept: [],
    passing: { type: 'typing', author: ada, typing: true },
  },
  {
    what: 'a half-written message passes by',
    event: { type: 'partial', id: 'e1', author: bot, text: 'hel' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [],
    passing: { type: 'partial', messageId: 'e1', author: bot, text: 'hel' },
  },
  {
    what: 'whether input is expected passes by',
    event: { type: 'input', expected: false },
    from: 'with-bot',
    to: 'with-bot',
    kept: [],
    passing: { type: 'input', expected: false },
  },
  {
    what: 'a notice is for the operator alone',
    event: { type: 'notice', code: 'x', text: 'y' },
    from: 'with-bot',
    to: 'with-bot',
    kept: [],
  },
]

describe('applyPlatformEvent', () => {
  it.each(rows)('$what', ({ event, from, to, kept, passing }) => {
    expect(applyPlatformEvent(event, { state: from, unproven })).toEqual({
      state: to,
      kept,
      ...(passing && { passing }),
    })
  })
})

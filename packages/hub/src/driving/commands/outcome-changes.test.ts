import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { OutboxRow } from '../../conversations/conversation-row'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import {
  endOfBegunAnew,
  failed,
  heldUp,
  sessionGone,
  succeeded,
  triedUntil,
  undeliverable,
} from './outcome-changes'

const start = new Date('2026-01-01T00:00:00Z')
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const head: OutboxRow = { ...sendForTests('m1'), createdAt: start }
const record = recordForTests({ outbox: [head], unproven: [{ messageId: 'm1', text: 'hi' }] })
const closing: OutboxRow = {
  ...sendForTests('e', 3),
  command: { type: 'end', commandId: 'e', reason: 'customer-ended' },
}
const unavailable = new ConversationError('platform-unavailable', 'down')

describe('a command that failed', () => {
  it('is tried again later and later, until half an hour is over', () => {
    let one = head
    let tries = 0
    for (let now = start; now < triedUntil(one, undefined); tries += 1) {
      const changes = failed(record, one, { error: unavailable, now, fallback: undefined })
      const [tried] = changes.tried ?? []
      expect(tried?.deadAt).toBeUndefined()
      expect(changes.events ?? []).toEqual([])
      const next = tried?.nextTryAt ?? after(60)
      expect(next.getTime()).toBeLessThanOrEqual(Math.min(now.getTime() + 10 * 60_000, after(30).getTime()))
      one = { ...one, attempts: tried?.attempts ?? 0 }
      now = new Date(Math.max(next.getTime(), now.getTime() + 1_000))
    }
    expect(tries).toBeGreaterThan(5)
    const last = failed(record, one, { error: unavailable, now: after(31), fallback: undefined })
    expect(last.tried).toMatchObject([{ deadAt: after(31), errorCode: 'platform-unavailable' }])
    expect(last.events).toMatchObject([
      { event: { type: 'receipt', messageId: 'm1', status: 'failed', code: 'platform-unavailable' } },
      { event: { type: 'state', state: 'stalled' } },
    ])
    expect(last.row).toMatchObject({ state: 'stalled', stateBeforeStalled: 'with-bot' })
  })

  it('waits at least as long as the platform asked', () => {
    const error = new ConversationError('platform-rate-limited', 'slower', { retryAfterMs: 90_000 })
    const { tried } = failed(record, head, { error, now: start, fallback: undefined })
    expect(tried?.[0]?.nextTryAt?.getTime()).toBeGreaterThanOrEqual(start.getTime() + 90_000)
  })

  it('is given up at once where its platform, too, wants no try until it would be too late', () => {
    const error = new ConversationError('platform-rate-limited', 'later', { retryAfterMs: 15 * 60_000 })
    const [inTime, tooLate] = [14, 16].map((minute) =>
      failed(record, head, { error, now: after(minute), fallback: undefined }),
    )
    expect(inTime?.tried).toMatchObject([{ deadAt: undefined }])
    expect(tooLate?.tried).toMatchObject([{ deadAt: after(16), errorCode: 'platform-rate-limited' }])
  })

  it('is given up at once where no try can help', () => {
    const error = new ConversationError('platform-refused', 'no')
    expect(failed(record, head, { error, now: start, fallback: undefined }).tried).toMatchObject([
      { deadAt: start, errorCode: 'platform-refused' },
    ])
  })

  it('holds nobody up where it is the end for a platform that was left', () => {
    const command = { type: 'end', commandId: 'e', reason: 'moved' } as const
    const end: OutboxRow = { ...head, command, session: 'of the platform that was left' }
    const error = new ConversationError('platform-refused', 'no')
    const changes = failed(record, end, { error, now: start, fallback: undefined })
    expect(changes).toEqual({
      tried: [expect.objectContaining({ seq: end.seq, deadAt: start })],
      events: [],
    })
  })

  it('has no try counted where it was given up while it waited for its platform', () => {
    const late = { error: unavailable, now: after(31), fallback: undefined }
    expect(failed(record, head, { ...late, wasTried: false }).tried).toMatchObject([{ attempts: 0 }])
    expect(failed(record, head, late).tried).toMatchObject([{ attempts: 1 }])
  })

  it('is not told as never sent where it may have been, and its platform could not be asked any more', () => {
    const late = { error: unavailable, now: after(31), fallback: undefined, inDoubt: true }
    expect(failed(record, head, late)).toMatchObject({
      tried: [{ errorCode: 'platform-timeout' }],
      events: [{ event: { type: 'receipt', status: 'failed', code: 'platform-timeout' } }, {}],
    })
    const soon = { ...late, now: after(1) }
    expect(failed(record, head, soon).tried).toMatchObject([{ errorCode: 'platform-unavailable' }])
  })

  it('has not failed where it is a message that its platform has shown since', () => {
    const shown = recordForTests({ outbox: [head], unproven: [] })
    const error = new ConversationError('platform-refused', 'no')
    const untold = { done: [head.seq] }
    expect(failed(shown, head, { error, now: start, fallback: undefined, inDoubt: true })).toEqual(untold)
    const late = { error: unavailable, now: after(31), fallback: undefined, inDoubt: true }
    expect(failed(shown, head, late)).toEqual(untold)
    expect(failed(shown, head, { ...late, now: after(1) }).tried).toHaveLength(1)
  })

  it('is dropped after a few tries where it is only a receipt', () => {
    const command = { type: 'receipt', commandId: 'c', messageId: 'm', status: 'read' } as const
    const receipt: OutboxRow = { ...head, command, attempts: 2 }
    expect(failed(record, receipt, { error: unavailable, now: start, fallback: undefined })).toEqual({
      done: [head.seq],
    })
  })

  describe('that is a start, with a fallback', () => {
    const fallback = { platform: 'other', command: { type: 'move', commandId: 'c', to: 'other' } } as const
    const command = {
      type: 'start',
      commandId: 's',
      conversationId: 'c',
      channel: 'sms',
      customerDestination: '+1',
      attributes: {},
    } as const
    const begin = { ...head, command }
    const fallenBack = { done: [head.seq], commands: [fallback] }

    it('makes way for it at once where no try can help', () => {
      const error = new ConversationError('platform-refused', 'no')
      expect(failed(record, begin, { error, now: start, fallback })).toEqual(fallenBack)
    })

    it('makes way for it where the next try would be later than half a minute', () => {
      const error = new ConversationError('platform-rate-limited', 'slower', { retryAfterMs: 31_000 })
      expect(failed(record, begin, { error, now: start, fallback })).toEqual(fallenBack)
      expect(failed(record, begin, { error, now: start, fallback: undefined }).tried).toHaveLength(1)
      expect(failed(record, begin, { error: unavailable, now: start, fallback }).tried).toHaveLength(1)
      const late = { error: unavailable, now: after(0.5), fallback }
      expect(failed(record, begin, late)).toEqual(fallenBack)
    })

    it('makes way for it now rather than after one last try', () => {
      const random = vi.spyOn(Math, 'random').mockReturnValue(0.9)
      onTestFinished(() => random.mockRestore())
      const last = { ...begin, attempts: 9 }
      expect(failed(record, last, { error: unavailable, now: after(0.4), fallback })).toEqual(fallenBack)
    })
  })
})

describe('a command that took effect', () => {
  it('says "sent" once', () => {
    expect(succeeded(record, head).events).toMatchObject([{ event: { status: 'sent' } }])
    expect(succeeded(recordForTests({ unproven: [] }), head).events).toEqual([])
  })
})

describe('a message to a conversation that is over', () => {
  const told = (code: string) => [{ event: { type: 'receipt', messageId: 'm1', status: 'failed', code } }]
  const ended = new ConversationError('conversation-ended', 'over')
  const refused = { error: ended, now: start, fallback: undefined }

  it('is no dead letter, and holds nobody up: there is nothing to replay it to', () => {
    const changes = failed(record, head, refused)
    expect(changes).toEqual({ done: [head.seq], events: told('conversation-ended') })
  })

  it('may have arrived all the same, where the answer to an earlier try was lost', () => {
    expect(undeliverable(record, [head], () => false).events).toEqual(told('conversation-ended'))
    expect(undeliverable(record, [head], () => true).events).toEqual(told('platform-timeout'))
    expect(failed(record, head, { ...refused, inDoubt: true }).events).toEqual(told('platform-timeout'))
    expect(sessionGone(record, head, true).events).toMatchObject([...told('platform-timeout'), {}])
  })

  it('may have begun the conversation anew at its platform, where nobody knows whether it arrived: so that is ended', () => {
    const row = { state: 'ended', endReason: 'agent-ended', session: 'sealed' } as const
    const over = recordForTests({ row, outbox: [head] })
    const end = { type: 'end', reason: 'agent-ended' }
    expect(undeliverable(over, [head], () => true).commands).toMatchObject([
      { command: end, session: 'sealed' },
    ])
    expect(undeliverable(over, [head], () => false).commands).toBeUndefined()
  })

  it('has arrived, where the platform has shown it', () => {
    const shown = recordForTests({ outbox: [head], unproven: [] })
    const untold = { done: [head.seq], events: [] }
    expect(undeliverable(shown, [head], () => true)).toEqual(untold)
    expect(failed(shown, head, refused)).toEqual(untold)
    expect(sessionGone(shown, head, true).events).toMatchObject([{ event: { type: 'state' } }])
  })
})

describe('a session that the platform has forgotten', () => {
  it('ends the conversation and says what was not delivered', () => {
    expect(sessionGone(record, head, false)).toMatchObject({
      events: [{ event: { status: 'failed' } }, { event: { state: 'ended', reason: 'platform-expired' } }],
      row: { state: 'ended', endReason: 'platform-expired' },
    })
  })
})

describe('a start that was given up', () => {
  const command = { type: 'end', commandId: 'e', reason: 'customer-ended' } as const
  const end: OutboxRow = { ...sendForTests('e', 3), command }
  const given = { ...sendForTests('start', 1), deadAt: start }

  it('holds up what is behind it, which is told', () => {
    expect(heldUp(recordForTests({ outbox: [given, head, end] }), given, start)).toMatchObject({
      done: [end.seq],
      tried: [{ seq: head.seq, deadAt: start }],
      events: [{ event: { type: 'receipt', messageId: 'm1', status: 'failed' } }],
    })
  })

  it('holds up nothing any more where it is replayed in this moment, or the conversation was moved on', () => {
    const replayed = { ...given, deadAt: undefined }
    expect(heldUp(recordForTests({ outbox: [replayed, head] }), given, start)).toEqual({})
    expect(heldUp(recordForTests({ outbox: [head] }), given, start)).toEqual({})
  })
})

it.each([
  ['is ended where the platform had ended the conversation', 'agent-ended', [], 1],
  ['is left to our own end, which is still to come', 'customer-ended', [closing], 0],
  ['is left to the other conversation for which this one has made way', 'moved', [], 0],
] as const)('what a message has begun anew %s', (_, endReason, behind, ends) => {
  const ended = recordForTests({ row: { state: 'ended', endReason }, outbox: [head, ...behind] })
  expect(endOfBegunAnew(ended, head, 'session')).toHaveLength(ends)
})

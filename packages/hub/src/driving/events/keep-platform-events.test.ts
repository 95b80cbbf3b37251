import { describe, expect, it } from 'vitest'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import { keepPlatformEvents } from './keep-platform-events'

const now = { sessionNumber: 1, cursor: undefined, takeOver: () => undefined, addressOfFile: () => '' }
const said = (id: string) => ({
  type: 'message' as const,
  id,
  author: { role: 'bot' as const },
  parts: [{ type: 'text' as const, text: id }],
})

describe('what a platform tells', () => {
  it('counts once, within one batch as well', () => {
    const { events } = keepPlatformEvents(recordForTests(), [said('a'), said('a'), said('b')], now)
    expect(events?.map(({ dedupeKey }) => dedupeKey)).toEqual(['1 message a', '1 message b'])
  })

  it('counts again in the next session, where ids begin anew', () => {
    const record = { ...recordForTests({ row: { sessionNumber: 2 } }), seen: new Set(['1 message a']) }
    expect(keepPlatformEvents(record, [said('a')], { ...now, sessionNumber: 2 }).events).toHaveLength(1)
  })

  it('is not written once more where it is said already', () => {
    const partial = { type: 'partial' as const, id: 'a', author: { role: 'bot' as const }, text: 'a …' }
    const passed = (seen: string[]) =>
      keepPlatformEvents({ ...recordForTests(), seen: new Set(seen) }, [partial], now).passing
    expect(passed([])).toHaveLength(1)
    expect(passed(['1 message a'])).toEqual([])
  })

  it('counts for nothing when the conversation has moved on, its cursor included', () => {
    const record = recordForTests({ row: { sessionNumber: 2 } })
    expect(keepPlatformEvents(record, [said('a')], { ...now, cursor: '7' })).toEqual({
      passing: [],
      notices: [],
    })
  })

  it('does not go back to a state that it has left, when a gap is repaired', () => {
    const agent = { role: 'agent' as const, name: 'Alex' }
    const waiting = (id: string) => ({ type: 'state' as const, id, state: 'waiting' as const })
    const joined = { type: 'participant' as const, id: 'j', change: 'joined' as const, author: agent }
    const record = {
      ...recordForTests({ row: { state: 'with-agent' } }),
      seen: new Set(['1 participant j']),
    }
    expect(keepPlatformEvents(record, [waiting('w'), joined], now)).toMatchObject({ events: [] })
    const later = keepPlatformEvents(record, [waiting('w'), joined, waiting('again')], now)
    expect(later.row).toEqual({ state: 'waiting' })
    const escalated = { type: 'escalated' as const, id: 'e' }
    expect(keepPlatformEvents(record, [escalated, joined], now)).toMatchObject({ events: [], commands: [] })
  })

  it('proves nothing by an old echo of the same words, when a gap is repaired', () => {
    const again = { outbox: [sendForTests('again')], unproven: [{ messageId: 'again', text: 'hi' }] }
    const record = { ...recordForTests(again), seen: new Set(['1 message a']) }
    const echo = (id: string) => ({ type: 'echo' as const, id, text: 'hi' })
    expect(keepPlatformEvents(record, [echo('old'), said('a')], now).events).toEqual([])
    const receipt = { type: 'receipt', messageId: 'again', status: 'sent' }
    expect(keepPlatformEvents(record, [echo('old'), said('a'), echo('new')], now).events).toEqual([
      { event: receipt, dedupeKey: '1 echo new' },
    ])
  })

  it('proves nothing that waits behind another by an echo of the same words: it was not sent yet', () => {
    const unproven = ['first', 'second'].map((messageId) => ({ messageId, text: messageId }))
    const [first, second] = [sendForTests('first', 2), sendForTests('second', 3)]
    const text = (words: string) => ({ type: 'text' as const, text: words })
    const saying = (one: typeof first, words: string) => ({
      ...one,
      command: { type: 'send' as const, commandId: words, messageId: words, message: text(words) },
    })
    const outbox = [saying(first, 'first'), saying(second, 'second')]
    const echo = { type: 'echo' as const, id: 'e', text: 'second' }
    expect(keepPlatformEvents(recordForTests({ outbox, unproven }), [echo], now).events).toEqual([])
    const tried = [saying(first, 'first'), { ...saying(second, 'second'), attempts: 1 }]
    expect(keepPlatformEvents(recordForTests({ outbox: tried, unproven }), [echo], now).events).toHaveLength(
      1,
    )
  })

  it('leaves it stalled as long as a dead letter lies there, and is where it goes on afterwards', () => {
    const record = recordForTests({ row: { state: 'stalled', stateBeforeStalled: 'waiting' } })
    const author = { role: 'agent' as const, name: 'Alex' }
    const joined = { type: 'participant' as const, id: 'j', change: 'joined' as const, author }
    const kept = keepPlatformEvents(record, [joined, said('a')], now)
    expect(kept.events?.map(({ event }) => event.type)).toEqual(['participant', 'message'])
    expect(kept.row).toEqual({ stateBeforeStalled: 'with-agent' })
    const waiting = { type: 'state' as const, id: 'w', state: 'with-bot' as const }
    expect(keepPlatformEvents(record, [waiting], now)).toMatchObject({
      events: [],
      row: { stateBeforeStalled: 'with-bot' },
    })
    const ended = { type: 'ended' as const, id: 'e', reason: 'agent-ended' as const }
    expect(keepPlatformEvents(record, [joined, ended], now).row).toMatchObject({ state: 'ended' })
  })

  it('is told an operator even after the end', () => {
    const ended = { type: 'ended' as const, id: 'e', reason: 'agent-ended' as const }
    const notice = { type: 'notice' as const, code: 'session-not-ended', text: 'It stays open.' }
    const told = { notices: [{ code: 'session-not-ended', text: 'It stays open.' }] }
    expect(keepPlatformEvents(recordForTests(), [ended, notice], now)).toMatchObject(told)
    const over = recordForTests({ row: { state: 'ended' } })
    expect(keepPlatformEvents(over, [notice], now)).toMatchObject({ ...told, events: [] })
  })

  it('ends where the platform ends it', () => {
    const ended = { type: 'ended' as const, id: 'e', reason: 'agent-ended' as const }
    const kept = keepPlatformEvents(recordForTests(), [ended, said('late')], { ...now, cursor: '8' })
    expect(kept.events).toHaveLength(1)
    expect(kept.row).toMatchObject({ state: 'ended', endReason: 'agent-ended', cursor: '8' })
  })

  it('asks for another platform where the settings name one', () => {
    const escalation = { platform: 'x', command: { type: 'move', commandId: 'c', to: 'x' } } as const
    const escalated = { type: 'escalated' as const, id: 'e' }
    const kept = keepPlatformEvents(recordForTests(), [escalated], { ...now, takeOver: () => escalation })
    expect(kept).toMatchObject({ commands: [escalation], row: { state: 'waiting' } })
  })

  it.each([
    [
      'of a file its name and its address',
      'label.png: https://hub.example.com/1',
      { type: 'text', text: 'label.png: https://hub.example.com/1' },
    ],
    [
      'of a form its answers',
      'today, gift, door',
      { type: 'form', formId: 'd', inReplyTo: 'm', values: { day: 'today', extras: ['gift', 'door'] } },
    ],
  ] as const)('gives back what it was sent: %s', (_, text, message) => {
    const command = { type: 'send', commandId: 'f', messageId: 'f', message } as const
    const outbox = [{ ...sendForTests('f'), command }]
    const record = recordForTests({ outbox, unproven: [{ messageId: 'f', text: '' }] })
    const echo = { type: 'echo' as const, id: 'e', text }
    expect(keepPlatformEvents(record, [echo], now).events).toMatchObject([
      { event: { type: 'receipt', messageId: 'f', status: 'sent' } },
    ])
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { readMessages } from './message/message'
import { createTurn } from './turn'

const text = { messageType: 'TextMessageFromAmelia', sourceUserType: 'Amelia' }
const ready = { messageType: 'AmeliaReadyMessageFromAmelia', sourceUserType: 'Amelia', inputEnabled: true }
const escalated = { messageType: 'OutboundEscalationStartedMessage', sourceUserType: 'Amelia' }
const ownEcho = { messageType: 'OutboundEchoMessage', sourceUserType: 'User', selfEcho: true }
const agent = { messageType: 'OutboundEchoMessage', sourceUserType: 'Agent', selfEcho: false }
const back = { messageType: 'OutboundAgentSessionChangedMessage', sourceUserType: 'Amelia' }

describe('the turn', () => {
  afterEach(() => void vi.useRealTimers())

  it.each<[string, ReadonlyArray<object>, boolean]>([
    ['while she greets', [text], true],
    ['after she is ready', [text, ready], false],
    [
      'after she is ready, where that is not told twice',
      [text, { ...ready, inputEnabled: undefined }],
      false,
    ],
    ['after a text that enables the input', [{ ...text, inputEnabled: true }], false],
    ['after the customer’s own words came back', [ownEcho], true],
    ['in a queue', [escalated], false],
    ['with a person', [agent, text], false],
    ['when she has taken over again', [agent, back], true],
    ['when she is ready again', [agent, back, ready], false],
  ])('%s', (_name, batch, isAmelias) => {
    const turn = createTurn()
    turn.begin()
    for (const message of readMessages(batch)) turn.hear(message)
    expect(turn.isAmelias).toBe(isAmelias)
  })

  it('passes with the customer’s words, unless they are refused or a person is there', () => {
    const turn = createTurn()
    turn.pass()
    expect(turn.isAmelias).toBe(true)
    turn.takeBack()
    expect(turn.isAmelias).toBe(false)
    for (const message of readMessages([agent])) turn.hear(message)
    turn.pass()
    expect(turn.isAmelias).toBe(false)
  })
  it('is hers until she is ready after the echo of the last words, where the host echoes', () => {
    const turn = createTurn()
    const hear = (...batch: ReadonlyArray<object>) => {
      for (const message of readMessages(batch)) turn.hear(message)
      return turn.isAmelias
    }
    turn.pass()
    turn.pass()
    expect(hear(ownEcho, ready)).toBe(true)
    expect(hear(ownEcho, ready)).toBe(false)
    turn.pass()
    turn.pass()
    turn.forget()
    expect(hear(ownEcho, ready)).toBe(false)
  })

  it('is not hers for ever where an echo is lost: half a minute after the last words none is waited for', () => {
    vi.useFakeTimers()
    const turn = createTurn()
    const hear = (...batch: ReadonlyArray<object>) => {
      for (const message of readMessages(batch)) turn.hear(message)
      return turn.isAmelias
    }
    turn.pass()
    expect(hear(ownEcho, ready)).toBe(false)
    turn.pass()
    expect(hear(ready)).toBe(true)
    vi.advanceTimersByTime(30_000)
    turn.pass()
    expect(hear(ownEcho, ready)).toBe(false)
  })

  it('is the customer’s when she is ready, where the host does not echo', () => {
    const turn = createTurn()
    turn.pass()
    turn.pass()
    for (const message of readMessages([ready])) turn.hear(message)
    expect(turn.isAmelias).toBe(false)
  })

  it('is the customer’s again where words said in it were refused', () => {
    const turn = createTurn()
    for (const message of readMessages([ready])) turn.hear(message)
    turn.pass()
    expect(turn.isAmelias).toBe(true)
    turn.takeBack()
    expect([turn.isAmelias, turn.isUnknown]).toEqual([false, false])
  })

  it('is unknown to whoever takes a conversation up, until something is heard, and for half a minute', () => {
    vi.useFakeTimers()
    const turn = createTurn()
    turn.pass()
    expect(turn.isUnknown).toBe(false)
    turn.takeBack()
    expect(turn.isUnknown).toBe(true)
    vi.advanceTimersByTime(30_000)
    expect(turn.isUnknown).toBe(false)
    const other = createTurn()
    for (const message of readMessages([ready])) other.hear(message)
    expect(other.isUnknown).toBe(false)
  })
})

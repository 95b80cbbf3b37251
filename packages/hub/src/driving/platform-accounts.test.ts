import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { createPlatformAccounts } from './platform-accounts'

const down = () => new ConversationError('platform-unavailable', 'down')

function withClock(options: { commandsPerSecond?: number; instances?: () => number } = {}) {
  let time = 0
  const accounts = createPlatformAccounts({ ...options, now: () => time, random: () => 0 })
  return {
    accounts,
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    /** Makes a call that ends so; answers whether it was admitted. */
    call(account: string, error?: ConversationError, asker: object = {}): boolean {
      const admission = accounts.admit(account, asker)
      if ('waitMs' in admission) return false
      admission.report(error)
      return true
    },
  }
}

describe('the circuit of an account', () => {
  it('opens after failures in a row, for this account only', () => {
    const { accounts, call } = withClock()
    for (let n = 0; n < 5; n += 1) expect(call('one', down())).toBe(true)
    expect(call('one')).toBe(false)
    expect(call('two')).toBe(true)
    expect(accounts.openCircuits()).toBe(1)
  })

  it('lets one call alone try whether it works again, and closes when it does', () => {
    const { accounts, call, pass } = withClock()
    for (let n = 0; n < 5; n += 1) call('one', down())
    pass(600)
    const probe = accounts.admit('one', {})
    expect(call('one')).toBe(false)
    if ('report' in probe) probe.report()
    expect(call('one')).toBe(true)
    expect(accounts.openCircuits()).toBe(0)
  })

  it('stays open for longer when the try fails', () => {
    const { call, pass } = withClock()
    for (let n = 0; n < 5; n += 1) call('one', down())
    pass(600)
    expect(call('one', down())).toBe(true)
    pass(300)
    expect(call('one')).toBe(false)
    pass(300)
    expect(call('one')).toBe(true)
  })

  it('opens as shortly as at first once the platform has worked again', () => {
    const { call, pass } = withClock()
    const open = () => {
      for (let n = 0; n < 5; n += 1) call('one', down())
    }
    open()
    for (let n = 0; n < 3; n += 1) {
      pass(10_000)
      call('one', down())
    }
    pass(10_000)
    call('one')
    open()
    pass(300)
    expect(call('one')).toBe(true)
  })

  it('opens once for all the calls that were under way', () => {
    const { accounts, call, pass } = withClock()
    const underWay = Array.from({ length: 30 }, () => accounts.admit('one', {}))
    for (const one of underWay) if ('report' in one) one.report(down())
    pass(300)
    expect(call('one')).toBe(true)
  })

  it('tells whoever waits for how long the platform has been out of order, from its first failure on', () => {
    const { accounts, call, pass } = withClock()
    for (let n = 0; n < 5; n += 1) {
      call('one', down())
      pass(100)
    }
    expect(accounts.admit('one', {})).toMatchObject({ outOfOrderMs: 500 })
    pass(60_000)
    expect(call('one', down())).toBe(true)
    expect(accounts.admit('one', {})).toMatchObject({ outOfOrderMs: 60_500 })
    pass(60_000)
    expect(call('one')).toBe(true)
    for (let n = 0; n < 5; n += 1) call('one', down())
    expect(accounts.admit('one', {})).toMatchObject({ outOfOrderMs: 0 })
  })

  it('does not count what the platform refuses', () => {
    const { call } = withClock()
    for (let n = 0; n < 20; n += 1) call('one', new ConversationError('platform-refused', 'no'))
    expect(call('one')).toBe(true)
  })

  it('leaves the account in peace for as long as the platform asked', () => {
    const { call, pass } = withClock()
    call('one', new ConversationError('platform-rate-limited', 'slower', { retryAfterMs: 7_000 }))
    pass(6_900)
    expect(call('one')).toBe(false)
    pass(200)
    expect(call('one')).toBe(true)
  })

  it('leaves it in peace for as long, whatever shorter pause it asks of a call that was under way', () => {
    const { accounts, call, pass } = withClock()
    const asked = (retryAfterMs: number) =>
      new ConversationError('platform-rate-limited', '', { retryAfterMs })
    const late = accounts.admit('one', {})
    call('one', asked(7_000))
    if ('report' in late) late.report(asked(1_000))
    pass(6_900)
    expect(call('one')).toBe(false)
  })
})

const ofOneConversation = [
  new ConversationError('rate-limited', 'too much', { retryAfterMs: 60_000 }),
  new ConversationError('platform-busy', 'an earlier call is still under way', { retryAfterMs: 60_000 }),
]

describe.each(ofOneConversation)('an account that tells one conversation $code', (error) => {
  it('is there for the others', () => {
    const { call } = withClock()
    for (let n = 0; n < 20; n += 1) call('one', error)
    expect(call('one')).toBe(true)
  })

  it('does not count as working again because of that', () => {
    const { accounts, call } = withClock()
    for (let n = 0; n < 4; n += 1) call('one', down())
    call('one', error)
    call('one', down())
    expect(accounts.openCircuits()).toBe(1)
  })
})

describe('the rate budget of an account', () => {
  it('admits a second’s worth at once, and then one after the other', () => {
    const { call, pass } = withClock({ commandsPerSecond: 10 })
    const again = {}
    pass(5_000)
    const admitted = Array.from({ length: 20 }, () => call('one', undefined, again)).filter(Boolean)
    expect(admitted).toHaveLength(11)
    pass(100)
    expect(call('one', undefined, again)).toBe(true)
    expect(call('one', undefined, again)).toBe(false)
  })

  it('is shared by the instances that there are', () => {
    let instances = 2
    const { call, pass } = withClock({ commandsPerSecond: 10, instances: () => instances })
    const again = {}
    const asks = () => call('one', undefined, again)
    pass(5_000)
    expect(Array.from({ length: 20 }, asks).filter(Boolean)).toHaveLength(6)
    pass(100)
    expect(asks()).toBe(false)
    pass(100)
    expect(asks()).toBe(true)
    instances = 1
    expect(asks()).toBe(false)
    pass(200)
    expect(asks()).toBe(true)
    expect(asks()).toBe(false)
    pass(100)
    expect(asks()).toBe(true)
  })

  it('keeps a slot for each of those who wait, in the order in which they came', () => {
    const { accounts, call, pass } = withClock({ commandsPerSecond: 10 })
    while (call('one'));
    const waiting = ['first', 'second', 'third'].map((name) => ({ name }))
    const waits = () => waiting.map((asker) => accounts.admit('one', asker))
    // The one that the burst turned away has the slot before theirs.
    expect(waits()).toMatchObject([{ waitMs: 200 }, { waitMs: 300 }, { waitMs: 400 }])
    pass(200)
    expect(waits()).toMatchObject([{ report: expect.any(Function) }, { waitMs: 100 }, { waitMs: 200 }])
    pass(100)
    // Whoever asks again after its turn comes last.
    expect(waits()).toMatchObject([{ waitMs: 200 }, { report: expect.any(Function) }, { waitMs: 100 }])
  })

  it('keeps no slot for whoever does not come in time', () => {
    const { call, pass } = withClock({ commandsPerSecond: 10 })
    while (call('one'));
    const late = {}
    expect(call('one', undefined, late)).toBe(false)
    pass(10_000)
    const others = Array.from({ length: 20 }, () => call('one')).filter(Boolean)
    expect(others).toHaveLength(11)
    expect(call('one', undefined, late)).toBe(false)
  })
})

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
    call(account: string, error?: ConversationError): boolean {
      const admission = accounts.admit(account)
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
    const probe = accounts.admit('one')
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
})

describe('the rate budget of an account', () => {
  it('admits a second’s worth at once, and then one after the other', () => {
    const { call, pass } = withClock({ commandsPerSecond: 10 })
    pass(5_000)
    const admitted = Array.from({ length: 20 }, () => call('one')).filter(Boolean)
    expect(admitted).toHaveLength(11)
    pass(100)
    expect(call('one')).toBe(true)
    expect(call('one')).toBe(false)
  })

  it('is shared by the instances that there are', () => {
    let instances = 2
    const { call, pass } = withClock({ commandsPerSecond: 10, instances: () => instances })
    pass(5_000)
    const admitted = Array.from({ length: 20 }, () => call('one')).filter(Boolean)
    expect(admitted).toHaveLength(6)
    pass(100)
    expect(call('one')).toBe(false)
    instances = 1
    pass(100)
    expect(call('one')).toBe(true)
    pass(100)
    expect(call('one')).toBe(true)
  })
})

import { createStopSwitch } from '@conversation-hub/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import { leaseForTests } from '../../leases/lease-for-tests'
import { runHead } from './run-head'

const ARRIVES_MS = 400

/** A message whose call was given up just now: it is on its way into the platform's records. */
function onItsWay(recordsCountFrom: number) {
  const began = performance.now()
  const platform = createFakePlatform({
    silent: true,
    capabilities: { repeats: { start: 'idempotent', send: 'reconcilable', end: 'idempotent' } },
    reconcile: async () => ({ tookEffect: performance.now() - began >= ARRIVES_MS ? 'yes' : 'no' }),
  })
  const done = runHead({
    connector: platform.connector,
    command: { type: 'send', commandId: 'c', messageId: 'm', message: { type: 'text', text: 'hi' } },
    session: { id: 's' },
    doubtful: true,
    recordsCountFrom,
    proof: async () => false,
    standing: leaseForTests,
    patienceMs: Number.POSITIVE_INFINITY,
    signal: createStopSwitch(),
  })
  return { done, sent: () => platform.told.length }
}

describe('a command that may be on its way from an earlier try', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is looked for when the platform’s records count, and not sent again', async () => {
    const { done, sent } = onItsWay(performance.now() + 1_000)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await done).toEqual({ session: { id: 's' } })
    expect(sent()).toBe(0)
  })

  it('would be sent a second time where the records are believed too early', async () => {
    const { done, sent } = onItsWay(performance.now())
    await vi.advanceTimersByTimeAsync(0)
    await done
    expect(sent()).toBe(1)
  })
})

describe('a command of a platform that takes its time', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is given up when somebody else is turned to', async () => {
    const platform = createFakePlatform({ arrival: { kind: 'reply', beginsWithinMs: 125_000 } })
    platform.before = () => new Promise(() => {})
    const done = runHead({
      connector: platform.connector,
      command: { type: 'send', commandId: 'c', messageId: 'm', message: { type: 'text', text: 'hi' } },
      session: { id: 's' },
      doubtful: false,
      recordsCountFrom: 0,
      proof: async () => false,
      standing: leaseForTests,
      patienceMs: 30_000,
      signal: createStopSwitch(),
    })
    const outcome = expect(done).rejects.toMatchObject({ code: 'platform-timeout', outcome: 'unknown' })
    await vi.advanceTimersByTimeAsync(30_000)
    await outcome
  })
})

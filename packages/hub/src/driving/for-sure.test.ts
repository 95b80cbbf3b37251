import { ConversationError, createStopSwitch } from '@conversation-hub/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseError } from '../database/database-error'
import { forSure } from './for-sure'
import { LeaseLost } from './lease-lost'

/** Fails with these, one after the other, and succeeds then. */
async function writing(...failures: unknown[]) {
  const defects: string[] = []
  const write = async () => {
    const failure = failures.shift()
    if (failure !== undefined) throw failure
    return 'written'
  }
  const outcome = forSure(write, createStopSwitch(), ({ code }) => defects.push(code)).catch(
    (thrown) => thrown,
  )
  await vi.runAllTimersAsync()
  return { outcome: await outcome, defects }
}

const outage = new DatabaseError('unavailable', 'ECONNRESET')
const unavailable = new ConversationError('database-unavailable', 'away')

describe('what has to be written for sure', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is repeated until the database is there again, and nothing is said: others say it', async () => {
    expect(await writing(outage, unavailable, outage)).toEqual({ outcome: 'written', defects: [] })
  })

  it('is repeated where a defect is in the way, which is told once', async () => {
    const defect = new DatabaseError('broken', '22021')
    expect(await writing(defect, new TypeError('of ours'), outage)).toEqual({
      outcome: 'written',
      defects: ['internal'],
    })
  })

  it.each([
    new LeaseLost(),
    new ConversationError('conversation-not-found', 'gone'),
  ])('is given up where no repeat would change it: %s', async (refusal) => {
    expect(await writing(refusal)).toEqual({ outcome: refusal, defects: [] })
  })
})

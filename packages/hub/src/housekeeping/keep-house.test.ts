import type { Connector } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import type { Row } from '../database/database'
import { circumstancesForTests } from '../driving/circumstances-for-tests'
import { journalForTests } from '../journal/journal-for-tests'
import { createCipher } from '../secrets/cipher'
import { resolveSettings } from '../settings/resolve-settings'
import { keepHouse } from './keep-house'

const refuse = () => Promise.reject(new Error('nothing else is asked for'))

/** A house whose clock stands still, and whose database answers so. */
function keep(query: (text: string) => Promise<Row[]>, arrival?: Connector['arrival']) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { connector } = createFakePlatform(arrival && { arrival })
  return keepHouse({
    ...circumstancesForTests,
    instanceId: 'this one',
    database: { kind: 'server', query, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({ change: refuse, get: refuse }),
    platforms: new Map([['fake', connector]]),
    cipher: createCipher(['a key of the tests, long enough']),
    settings: resolveSettings({
      database: { dataDir: 'nowhere' },
      secretKey: 'a key of the tests, long enough',
      platforms: { fake: connector },
      hubs: { main: { platform: 'fake' } },
      resources: { web: { channel: 'web-chat', hub: 'main' } },
    }),
  })
}

it('what another instance had to set aside of a delivery is looked for', async () => {
  let looks = 0
  const house = keep(
    async (text) => {
      if (text.includes('JOIN conversations c ON c.managed_by = u.platform')) looks += 1
      return []
    },
    { kind: 'webhook', keyOf: () => undefined, receive: async () => [] },
  )
  vi.advanceTimersByTime(5_000)
  await vi.waitFor(() => expect(looks).toBe(1), 10_000)
  await house.stop()
})

it('dead letters are counted, for whoever watches the figures', async () => {
  const house = keep(async (text) => (text.includes('dead_letters') ? [{ dead_letters: 3 }] : []))
  expect(house.deadLetters()).toBe(0)
  vi.advanceTimersByTime(15_000)
  await vi.waitFor(() => expect(house.deadLetters()).toBe(3), 10_000)
  await house.stop()
})

it('a stop does not wait until every conversation that has expired is deleted', async () => {
  let batches = 0
  const house = keep(async (text) => {
    if (!text.includes('WITH gone')) return []
    batches += 1
    await new Promise(setImmediate)
    return Array.from({ length: 200 }, () => ({}))
  })
  vi.advanceTimersByTime(60_000)
  await vi.waitFor(() => expect(batches).toBeGreaterThan(2), 10_000)
  await house.stop()
})

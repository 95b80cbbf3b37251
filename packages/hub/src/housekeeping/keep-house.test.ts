import { expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../tests/support/fake-platform'
import { journalForTests } from '../journal/journal-for-tests'
import { resolveSettings } from '../settings/resolve-settings'
import { keepHouse } from './keep-house'

it('a stop does not wait until every conversation that has expired is deleted', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const refuse = () => Promise.reject(new Error('nothing else is asked for'))
  let batches = 0
  const house = keepHouse({
    instanceId: 'this one',
    database: {
      kind: 'server',
      async query(text) {
        if (!text.includes('WITH gone')) return []
        batches += 1
        await new Promise(setImmediate)
        return Array.from({ length: 200 }, () => ({}))
      },
      queryPrepared: refuse,
      transaction: refuse,
      close: refuse,
    },
    journal: journalForTests({ change: refuse, get: refuse }),
    settings: resolveSettings({
      database: { dataDir: '' },
      secretKey: 'a key of the tests, long enough',
      platforms: { fake: createFakePlatform().connector },
      hubs: { main: { platform: 'fake' } },
      resources: { web: { channel: 'web-chat', hub: 'main' } },
    }),
    mayAct: () => true,
  })
  vi.advanceTimersByTime(60_000)
  await vi.waitFor(() => expect(batches).toBeGreaterThan(2))
  await house.stop()
})

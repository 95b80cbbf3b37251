import { expect, it, onTestFinished, vi } from 'vitest'
import { connectTo, errorOf, patiently, startCommand } from './calls'
import { quietHost, startLoopback } from './loopback'

it('a password is asked for again by whoever comes after a vault has never answered', async () => {
  const host = await startLoopback(({ path }) => quietHost(path))
  let asked = 0
  const password = () => {
    asked += 1
    return asked === 1 ? new Promise<string>(() => {}) : 'sesame-42'
  }
  const connector = connectTo(host.url, { credentials: { username: 'hub', password } })
  vi.useFakeTimers({ shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const late = errorOf(connector.start(startCommand, {}, patiently()))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await late).toMatchObject({ code: 'platform-unavailable', outcome: 'not-started' })
  await connector.start(startCommand, {}, patiently())
  expect(asked).toBe(2)
})

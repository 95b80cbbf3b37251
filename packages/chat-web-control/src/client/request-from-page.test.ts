import { expect, onTestFinished, test, vi } from 'vitest'
import { requestFromPage } from './request-from-page'
import type { GivenSession } from './settings'

test('a page that takes its time holds other tabs up once, and not whenever it is looked for its answer', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let give = (_session: GivenSession) => {}
  const onLate = vi.fn()
  const ask = requestFromPage(() => new Promise<GivenSession>((resolve) => (give = resolve)), onLate)
  const heard: string[] = []
  const look = () => ask().then(({ outcome }) => heard.push(outcome))
  const first = look()
  await vi.advanceTimersByTimeAsync(14_999)
  expect(heard).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await first
  const second = look()
  await vi.advanceTimersByTimeAsync(0)
  expect(heard).toEqual(['later', 'later'])
  await second
  give({ sessionId: 's1', token: 'token-1' })
  await vi.advanceTimersByTimeAsync(0)
  expect(onLate).toHaveBeenCalled()
  expect(await ask()).toMatchObject({ outcome: 'accepted', body: { sessionId: 's1' } })
  expect(vi.getTimerCount()).toBe(0)
})

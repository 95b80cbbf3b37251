import { expect, it, onTestFinished, vi } from 'vitest'
import { createStreamPace } from './stream-pace'

it('streams of one account come back one after the other, and hold up no other account', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pace = createStreamPace()
  const { signal } = new AbortController()
  const opened: string[] = []
  const open = (account: string, why: 'dropped' | 'taken-over') =>
    pace(account, why, signal).then(() => opened.push(account))
  for (let n = 0; n < 100; n += 1) void open('one', 'dropped')
  void open('other', 'taken-over')
  await vi.advanceTimersByTimeAsync(50)
  expect(opened.filter((account) => account === 'one')).toHaveLength(10)
  expect(opened).toContain('other')
  await vi.advanceTimersByTimeAsync(450)
  expect(opened).toHaveLength(101)
})

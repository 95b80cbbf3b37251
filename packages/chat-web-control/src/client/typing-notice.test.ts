import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTypingNotice } from './typing-notice'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('tells typing at most every four seconds, and the stop after five of silence', () => {
  const tell = vi.fn()
  const notice = createTypingNotice(tell)
  for (let key = 0; key < 50; key += 1) {
    notice.typed()
    vi.advanceTimersByTime(100)
  }
  expect(tell.mock.calls).toEqual([[true], [true]])
  vi.advanceTimersByTime(5_000)
  expect(tell.mock.calls).toEqual([[true], [true], [false]])
})

test('tells the stop at once when the message goes out, and only if typing was told', () => {
  const tell = vi.fn()
  const notice = createTypingNotice(tell)
  notice.stopped()
  notice.typed()
  notice.stopped()
  vi.advanceTimersByTime(10_000)
  expect(tell.mock.calls).toEqual([[true], [false]])
})

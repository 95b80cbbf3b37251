import { createStopSwitch } from '@conversation-hub/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { recordForTests } from '../../conversations/record-for-tests'
import { echoProof } from './echo-proof'

/** A conversation with one message of which nobody knows whether it arrived. */
function doubtful() {
  let unproven = [{ messageId: 'm', text: 'hi' }]
  const record = () => recordForTests({ unproven })
  const conversation = { id: record().row.id, get: async () => record() }
  const signal = createStopSwitch()
  const echo = echoProof(conversation, { peek: record }, signal)
  let answer: boolean | undefined
  void echo.proof('m').then((proven) => {
    answer = proven
  })
  return {
    signal,
    step: echo.step,
    interrupted: echo.interrupted,
    echoes: () => {
      unproven = []
      echo.step()
    },
    after: async (milliseconds: number) => {
      await vi.advanceTimersByTimeAsync(milliseconds)
      return answer
    },
  }
}

describe('the proof by an echo', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('comes with the echo, at once', async () => {
    const { echoes, after } = doubtful()
    expect(await after(1_000)).toBeUndefined()
    echoes()
    expect(await after(0)).toBe(true)
  })

  it('is waited for five seconds, whatever else the platform says: a busy one lags', async () => {
    const { step, echoes, after } = doubtful()
    for (let times = 0; times < 10; times += 1) {
      step()
      expect(await after(490)).toBeUndefined()
    }
    echoes()
    expect(await after(0)).toBe(true)
  })

  it('is given up after two steps without it that come later', async () => {
    const { step, after } = doubtful()
    expect(await after(5_000)).toBeUndefined()
    step()
    expect(await after(1_000)).toBeUndefined()
    step()
    expect(await after(0)).toBe(false)
  })

  it('is given up after twenty seconds of silence', async () => {
    const { after } = doubtful()
    expect(await after(19_999)).toBeUndefined()
    expect(await after(1)).toBe(false)
  })

  it('is waited for longer while the stream is interrupted, and found when it is read again', async () => {
    const { interrupted, echoes, after } = doubtful()
    await after(100)
    interrupted()
    expect(await after(45_000)).toBeUndefined()
    echoes()
    expect(await after(0)).toBe(true)
  })

  it('is given up when the stream is read again without it', async () => {
    const { interrupted, step, after } = doubtful()
    interrupted()
    expect(await after(30_000)).toBeUndefined()
    step()
    step()
    expect(await after(0)).toBe(false)
  })

  it('is given up after a minute in which nobody can read the stream', async () => {
    const { interrupted, after } = doubtful()
    interrupted()
    expect(await after(59_999)).toBeUndefined()
    expect(await after(1)).toBe(false)
  })

  it('is not waited for longer where an interruption was over before', async () => {
    const { interrupted, step, after } = doubtful()
    interrupted()
    step()
    expect(await after(20_000)).toBe(false)
  })

  it('is not waited for by whoever stops', async () => {
    const { signal, after } = doubtful()
    await after(100)
    signal.stop()
    expect(await after(0)).toBe(false)
  })
})

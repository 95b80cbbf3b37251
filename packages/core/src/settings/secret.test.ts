import { expect, it, onTestFinished, vi } from 'vitest'
import { revealSecret } from './secret'

it('a secret is a text, or what a function gives now', async () => {
  expect(await revealSecret('sesame')).toBe('sesame')
  expect(await revealSecret(async () => 'sesame')).toBe('sesame')
})

it('a vault that is away is asked again later, and nothing it says is passed on', async () => {
  const failing = () => {
    throw new Error('canary')
  }
  const asked = revealSecret(failing)
  await expect(asked).rejects.toMatchObject({ code: 'platform-unavailable', outcome: 'not-started' })
  await expect(asked).rejects.toMatchObject({
    remedy: 'backoff',
    message: expect.not.stringContaining('canary'),
  })
})

it('a vault that never answers is given up after ten seconds', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const late = expect(revealSecret(() => new Promise(() => {}))).rejects.toMatchObject({
    code: 'platform-unavailable',
    outcome: 'not-started',
  })
  await vi.advanceTimersByTimeAsync(10_000)
  await late
  expect(vi.getTimerCount()).toBe(0)
})

it('a vault that answers leaves no timer behind', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  expect(await revealSecret(async () => 'canary')).toBe('canary')
  expect(vi.getTimerCount()).toBe(0)
})

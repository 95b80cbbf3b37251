import { expect, it } from 'vitest'
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

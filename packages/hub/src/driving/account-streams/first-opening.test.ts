import { expect, it } from 'vitest'
import { createAccount } from '../../../tests/support/fake-account'
import { createFirstOpenings } from './first-opening'

it('the database is asked whether a stream was opened once for as long as it was not, and never again', async () => {
  let isOpen = false
  let asked = 0
  const awaitFirstOpening = createFirstOpenings({
    async query() {
      asked += 1
      const rows = isOpen ? [{}] : []
      isOpen = true
      return rows
    },
  })
  const start = { platform: 'byoc', connector: createAccount().platform.connector }
  const { signal } = new AbortController()
  await awaitFirstOpening(start, signal)
  await awaitFirstOpening(start, signal)
  expect(asked).toBe(2)
  await awaitFirstOpening({ ...start, platform: 'another' }, signal)
  expect(asked).toBe(3)
})

import { expect, it, onTestFinished, vi } from 'vitest'
import { linkEndUser } from '../src/crm/link-end-user'
import { crmSource } from '../src/crm/login'
import { json, loopback } from './loopback'

it('a login that is never answered is given up, and tried again by whoever asks next', async () => {
  let logins = 0
  const url = await loopback((_, response) => {
    logins += 1
    if (logins === 1) return
    const id = `${url}/id/00D5g000001KqxA/0055g000001AbcD`
    json(response, 200, { access_token: 't', instance_url: url, id })
  })
  vi.useFakeTimers({ shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const connection = crmSource({ loginUrl: url, clientId: 'c', clientSecret: async () => 's' })
  const late = expect(connection()).rejects.toMatchObject({ code: 'platform-timeout' })
  await vi.waitFor(() => expect(logins).toBe(1), 10_000)
  await vi.advanceTimersByTimeAsync(10_000)
  await late
  await connection()
  expect(logins).toBe(2)
})

it('a start does not wait for the customer’s messaging record for more than three seconds', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const crm = async () => ({ query: () => new Promise<never>(() => {}) })
  const { signal } = new AbortController()
  const linking = linkEndUser(crm, { platformKey: 'k', contactId: '003' }, signal)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await linking).toMatch(/not linked.*3000 ms/)
})

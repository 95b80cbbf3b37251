import { expect, it } from 'vitest'
import { salesforceAccount } from '../src/crm/account'
import { json, loopback } from './loopback'

const nowInSeconds = () => Math.floor(Date.now() / 1_000)
const jwt = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

it.each([
  ['has time left', { exp: 600 }, 1],
  ['has expired', { exp: -10 }, 2],
  ['has expired by our clock alone, which is fast', { iat: -3_610, exp: -10 }, 1],
])('a login whose token %s', async (_, times, logins) => {
  let asked = 0
  const loginUrl = await loopback((_request, response) => {
    asked += 1
    const claims = Object.fromEntries(
      Object.entries(times).map(([name, time]) => [name, nowInSeconds() + time]),
    )
    json(response, 200, { access_token: jwt(claims), instance_url: loginUrl })
  })
  const account = salesforceAccount({ loginUrl, clientId: 'c', clientSecret: async () => 's' })
  await account.access()
  await account.access()
  expect(asked).toBe(logins)
})

it.each([
  ['too many logins', 'login rate exceeded', 'platform-rate-limited'],
  ['a wrong login', 'authentication failure', 'platform-auth-failed'],
])('an invalid grant may be %s', async (_, error_description, code) => {
  const loginUrl = await loopback((_request, response) =>
    json(response, 400, { error: 'invalid_grant', error_description }),
  )
  const account = salesforceAccount({ loginUrl, clientId: 'c', clientSecret: async () => 's' })
  await expect(account.access()).rejects.toMatchObject({ code })
})

import type { ServerResponse } from 'node:http'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { connectTo, errorOf, patiently, sendCommand, startCommand } from './calls'
import { quietHost, startLoopback } from './loopback'
import { afterTest, begin, eventually, said, settingsFor } from './talk'

const logins = (sandbox: { requests(): readonly { path: string }[] }) =>
  sandbox.requests().filter(({ path }) => path.endsWith('/auth/login') || path.endsWith('/oauth/token'))
    .length

describe('the account’s token', () => {
  it('is fetched once for many conversations', async () => {
    const host = await startLoopback(({ path }) => quietHost(path))
    const connector = connectTo(host.url)
    await Promise.all(Array.from({ length: 20 }, () => connector.start(startCommand, {}, patiently())))
    expect(host.paths().filter((path) => path === '/auth/login')).toHaveLength(1)
    expect(host.requests[0]?.body).toBe(
      `{"ameliaUrl":"${host.url}/Amelia","username":"hub","password":"sesame-42"}`,
    )
    expect(host.requests.at(-1)?.headers['x-amelia-rest-token']).toBe('token-1')
  })

  it('comes by OAuth too, with its own header', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/oauth/token') ? { body: { access_token: 'a.b.c' } } : quietHost(path),
    )
    const credentials = { clientId: () => 'client', clientSecret: async () => 'secret' }
    await connectTo(host.url, { credentials }).start(startCommand, {}, patiently())
    expect(host.requests[0]?.body).toBe('grant_type=client_credentials&client_id=client&client_secret=secret')
    expect(host.requests.at(-1)?.headers.authorization).toBe('Bearer a.b.c')
  })

  it('comes by OAuth where the gateway takes the client as HTTP Basic only', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0, switches: { oauthClient: 'basic' } }))
    const { clientId, clientSecret } = sandbox.credentials
    const connector = connectTo(
      sandbox.url,
      settingsFor(sandbox, { credentials: { clientId, clientSecret } }),
    )
    await connector.start(startCommand, {}, patiently())
    expect(logins(sandbox)).toBe(2)
    sandbox.expireAccessTokens()
    await connector.start(startCommand, {}, patiently())
    expect(logins(sandbox)).toBe(3)
  })

  it('is taken from any success, and a client that it was given to is asked for once where it is refused', async () => {
    let isKnown = true
    const host = await startLoopback(({ path, headers }) => {
      if (!path.endsWith('/oauth/token')) return isKnown ? quietHost(path) : { status: 401 }
      const encoded = Buffer.from('a%3Ab:s%2Fc').toString('base64')
      const isClient = isKnown && headers.authorization === `Basic ${encoded}`
      return isClient ? { status: 201, body: { access_token: 'a.b.c' } } : { status: 401 }
    })
    const credentials = { clientId: 'a:b', clientSecret: 's/c' }
    const connector = connectTo(host.url, { credentials })
    const asked = () => host.paths().filter((path) => path === '/oauth/token').length
    await connector.start(startCommand, {}, patiently())
    expect(asked()).toBe(2)
    isKnown = false
    const error = await errorOf(connector.start(startCommand, {}, patiently()))
    expect(error.code).toBe('platform-auth-failed')
    expect(asked()).toBe(3)
  })

  it('whose login is cut off has begun nothing', async () => {
    const cut = (response: ServerResponse) => void response.destroy()
    const host = await startLoopback(({ path }) => (path.endsWith('/auth/login') ? cut : quietHost(path)))
    const error = await errorOf(connectTo(host.url).send(sendCommand('hi'), { sessionId: 's1' }, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  })

  const jwt = (exp: number, iat?: number) =>
    `x.${Buffer.from(JSON.stringify({ iat, exp })).toString('base64url')}.x`
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds

  it.each([
    ['expires_in', { access_token: 'opaque', expires_in: -1 }, 1],
    ['expires_in as text', { access_token: 'opaque', expires_in: '3600' }, 1],
    ['the claim exp that is far', { access_token: jwt(inSeconds(3_600)) }, 1],
    ['the claim exp that has passed', { access_token: jwt(inSeconds(-10)) }, 2],
    ['the claims of a host whose clock is slow', { access_token: jwt(inSeconds(-10), inSeconds(-3_610)) }, 1],
  ])('is fetched anew in time, by %s', async (_name, body, fetched) => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/oauth/token') ? { body } : quietHost(path),
    )
    const connector = connectTo(host.url, { credentials: { clientId: 'c', clientSecret: 's' } })
    await connector.start(startCommand, {}, patiently())
    await connector.start(startCommand, {}, patiently())
    expect(host.paths().filter((path) => path === '/oauth/token')).toHaveLength(fetched)
  })

  it.each([401, 410] as const)('is renewed when it was voided, told by %d', async (badToken) => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { badToken } }))
    const talk = await begin(sandbox)
    await eventually(() => expect(said(talk, 'bot')).toHaveLength(1))
    sandbox.expireAccessTokens()
    await talk.conversation.send('thank you')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
    expect(logins(sandbox)).toBe(2)
    expect(talk.conversation.state).toBe('with-bot')
  })

  it.each([
    401, 410, 404,
  ] as const)('is not blamed for a conversation that is over, told by %d', async (goneSession) => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0, switches: { goneSession } }))
    const talk = await begin(sandbox)
    talk.conversation.close()
    const { session } = talk.conversation
    sandbox.expireSession(String(session.conversationId))
    await fetch(`${sandbox.url}/sandbox/`)
    const connector = connectTo(sandbox.url, settingsFor(sandbox))
    const error = await errorOf(connector.send(sendCommand('hello?'), session, patiently()))
    expect(error.code).toBe('platform-session-gone')
    // One login for each of the two connectors: a conversation that is over costs none.
    expect(logins(sandbox)).toBe(2)
  })

  it('is not blamed, nor the conversation given up, for one 401 of a gateway that takes it otherwise', async () => {
    let refusals = 1
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/send') && refusals > 0) {
        refusals -= 1
        return { status: 401 }
      }
      return quietHost(path)
    })
    await connectTo(host.url).send(sendCommand('hi'), { sessionId: 's1' }, patiently())
    expect(host.paths().map((path) => path.split('/').at(-1))).toEqual(['login', 'send', 'domains', 'send'])
  })

  it.each([
    403, 501,
  ])('is fetched anew for a conversation that is over where the host cannot say whose fault it is (%d)', async (status) => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/send') ? { status: 410 } : path.endsWith('/domains') ? { status } : quietHost(path),
    )
    const error = await errorOf(connectTo(host.url).send(sendCommand('hi'), { sessionId: 's1' }, patiently()))
    expect(error.code).toBe('platform-session-gone')
    expect(host.paths().filter((path) => path === '/auth/login')).toHaveLength(2)
  })

  it.each([
    ['HTTP 503', { status: 503 }],
    ['HTTP 429', { status: 429 }],
    ['a cut', (response: ServerResponse) => void response.destroy()],
  ])('that is refused ends no conversation while it cannot be checked (%s)', async (_how, trouble) => {
    let isInTrouble = true
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/send')) return { status: 410 }
      return path.endsWith('/domains') && isInTrouble ? trouble : quietHost(path)
    })
    const connector = connectTo(host.url)
    const send = () => errorOf(connector.send(sendCommand('hi'), { sessionId: 's1' }, patiently()))
    expect(await send()).toMatchObject({
      code: 'platform-unavailable',
      outcome: 'not-started',
      remedy: 'backoff',
    })
    isInTrouble = false
    expect(await send()).toMatchObject({ code: 'platform-session-gone' })
  })

  it.each([401, 410])('that is void at once, told by %d, ends no conversation', async (badToken) => {
    let given = 0
    const host = await startLoopback(({ path, headers }) => {
      if (path.endsWith('/auth/login')) {
        given += 1
        return { status: 201, body: { token: `token-${given}` } }
      }
      return headers['x-amelia-rest-token'] === 'token-3' ? quietHost(path) : { status: badToken }
    })
    const connector = connectTo(host.url)
    const send = () => connector.send(sendCommand('hi'), { sessionId: 's1' }, patiently())
    expect(await errorOf(send())).toMatchObject({
      code: 'platform-unavailable',
      outcome: 'not-started',
      remedy: 'backoff',
    })
    await send()
    expect(host.paths().filter((path) => path.endsWith('/send'))).toHaveLength(3)
  })

  it('that is refused although it is fresh is a matter of the credentials', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/new') ? { status: 401 } : quietHost(path),
    )
    const error = await errorOf(connectTo(host.url).start(startCommand, {}, patiently()))
    expect(error.code).toBe('platform-auth-failed')
    expect(host.paths()).toEqual(['/auth/login', '/conversations/new', '/auth/login', '/conversations/new'])
  })
})

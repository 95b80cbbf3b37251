import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { connectTo, errorOf, patiently, startCommand } from './calls'
import { quietHost, startLoopback } from './loopback'
import { afterTest } from './talk'

describe('a refused login', () => {
  it.each([401, 500] as const)('names the settings and the variables (%d)', async (badLogin) => {
    const sandbox = afterTest(await startAmeliaSandbox({ switches: { badLogin } }))
    const credentials = { username: sandbox.credentials.username, password: 'wrong-sesame' }
    const error = await errorOf(connectTo(sandbox.url, { credentials }).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({
      code: 'platform-auth-failed',
      outcome: 'not-started',
      platformStatus: badLogin,
    })
    for (const name of ['credentials.password', 'AMELIA_PASSWORD', 'AMELIA_USERNAME'])
      expect(error.message).toContain(name)
    expect(error.message).not.toContain('wrong-sesame')
  })

  it('names the client of OAuth', async () => {
    const sandbox = afterTest(await startAmeliaSandbox())
    const credentials = { clientId: 'conversation-hub', clientSecret: 'wrong' }
    const error = await errorOf(connectTo(sandbox.url, { credentials }).start(startCommand, {}, patiently()))
    expect(error.code).toBe('platform-auth-failed')
    expect(error.message).toContain('AMELIA_CLIENT_SECRET')
  })

  it('says that OAuth is not there before 6.7', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ preset: '2019' }))
    const { clientId, clientSecret } = sandbox.credentials
    const error = await errorOf(
      connectTo(sandbox.url, { credentials: { clientId, clientSecret } }).start(
        startCommand,
        {},
        patiently(),
      ),
    )
    expect(error.code).toBe('platform-misconfigured')
    expect(error.message).toContain('6.7')
  })

  it.each([
    500, 404, 405,
  ])('is the server’s trouble (%d) when the same login worked before', async (status) => {
    let answered = 0
    const host = await startLoopback(({ path }) => {
      if (!path.endsWith('/auth/login'))
        return path.endsWith('/new') && answered === 1 ? { status: 401 } : quietHost(path)
      answered += 1
      return answered === 1 ? quietHost(path) : { status }
    })
    const error = await errorOf(connectTo(host.url).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-unavailable', outcome: 'not-started' })
  })

  it.each([
    [429, 'platform-rate-limited'],
    [503, 'platform-unavailable'],
  ])('that is throttled (%d) rests before the next one', async (status, code) => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/auth/login') ? { status, headers: { 'retry-after': '30' } } : quietHost(path),
    )
    const connector = connectTo(host.url)
    const first = await errorOf(connector.start(startCommand, {}, patiently()))
    expect(first).toMatchObject({ code, retryAfterMs: 30_000 })
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(Date.now() - 3_600_000)
    const second = await errorOf(connector.start(startCommand, {}, patiently()))
    expect(second).toMatchObject({ code: 'platform-rate-limited', outcome: 'not-started' })
    expect(second.retryAfterMs).toBeGreaterThan(20_000)
    expect(second.retryAfterMs).toBeLessThanOrEqual(30_000)
    expect(host.paths()).toEqual(['/auth/login'])
  })

  it('that is a page is not taken for a token', async () => {
    const host = await startLoopback(() => ({
      headers: { 'content-type': 'text/html' },
      body: '<html></html>',
    }))
    const error = await errorOf(connectTo(host.url).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-reply-invalid', outcome: 'not-started' })
    expect(error.message).toContain('AMELIA_URL')
  })
})

import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createExchange } from '../src/client'
import { download, upload } from '../src/web-channel/files'
import { createWebApi } from '../src/web-channel/web-api'
import { connectTo, endCommand, errorOf, patiently, sendCommand, startCommand } from './calls'
import { type LoopbackAnswer, quietHost, startLoopback } from './loopback'
import { afterTest } from './talk'

const page = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' }
const session = { sessionId: 's1' }

/** A host whose answer to one call is odd. */
const hostWith = (ending: string, answer: LoopbackAnswer) =>
  startLoopback(({ path }) => (path.endsWith(ending) ? answer : quietHost(path)))

describe('the answer to a start', () => {
  it.each<[string, LoopbackAnswer, string, string]>([
    ['a login page', page, 'platform-reply-invalid', 'not-started'],
    [
      'a redirect to a login page',
      { status: 302, headers: { location: '/login' } },
      'platform-reply-invalid',
      'not-started',
    ],
    ['an empty body', { body: '' }, 'platform-reply-invalid', 'unknown'],
    ['a body cut in the middle', { body: '{"sessionId":"s' }, 'platform-reply-invalid', 'unknown'],
    ['no session id', { body: { sessionMode: 'USER' } }, 'platform-reply-invalid', 'unknown'],
    ['an array', { body: [] }, 'platform-reply-invalid', 'unknown'],
    ['a proxy’s error page', { ...page, status: 502 }, 'platform-unavailable', 'unknown'],
    ['an internal error', { status: 500 }, 'platform-unavailable', 'unknown'],
    ['maintenance', { status: 503, headers: { 'retry-after': '7' } }, 'platform-unavailable', 'not-started'],
    ['no such domain', { status: 404 }, 'platform-misconfigured', 'not-started'],
    ['a refusal', { status: 400, body: { message: 'no' } }, 'platform-refused', 'not-started'],
    ['not allowed', { status: 403 }, 'platform-misconfigured', 'not-started'],
    ['more than 1 MiB', { body: ' '.repeat(1_100_000) }, 'platform-reply-invalid', 'unknown'],
    [
      'a length that is not kept',
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"sessionId"')
        setImmediate(() => response.destroy())
      },
      'platform-unreachable',
      'unknown',
    ],
    ['a reset connection', (response) => void response.destroy(), 'platform-unreachable', 'unknown'],
  ])('%s', async (_name, answer, code, outcome) => {
    const host = await hostWith('/new', answer)
    const error = await errorOf(connectTo(host.url).start(startCommand, {}, patiently()))
    expect({ code: error.code, outcome: error.outcome }).toEqual({ code, outcome })
    expect(error.cause).toBeUndefined()
  })

  it('may be told as created, in a single line after a byte order mark', async () => {
    const host = await hostWith('/new', {
      status: 201,
      body: '\uFEFF{"sessionId":"s9","conversationId":"C-9","more":1}',
    })
    const { session } = await connectTo(host.url).start(startCommand, {}, patiently())
    expect(session).toEqual({ sessionId: 's9', conversationId: 'C-9', delivery: 'polling' })
  })
})

it('a start may leave out the conversation’s id', async () => {
  const host = await hostWith('/new', { body: { sessionId: 's9', conversationId: null } })
  const { session } = await connectTo(host.url).start(startCommand, {}, patiently())
  expect(session).toMatchObject({ sessionId: 's9' })
})

describe('the answer to a message', () => {
  it.each([
    ['nothing', ''],
    ['JSON', '{"status":200}'],
    ['anything', 'OK'],
    ['nothing that is called a page', '', 'text/html;charset=UTF-8'],
    ['words that are called a page', 'OK', 'text/html'],
  ])('may be %s', async (_name, body, contentType = 'text/plain') => {
    const host = await hostWith('/send', { headers: { 'content-type': contentType }, body })
    expect(await connectTo(host.url).send(sendCommand('hi'), session, patiently())).toEqual({ session })
    expect(host.requests.at(-1)?.body).toBe('{"messageText":"hi"}')
  })

  it.each([
    '{"status":500}',
    '{"error":"canary"}',
  ])('may be an error beneath a status of success: %s', async (body) => {
    const host = await hostWith('/send', { body })
    const error = await errorOf(connectTo(host.url).send(sendCommand('hi'), session, patiently()))
    expect(error).toMatchObject({ code: 'platform-unavailable', outcome: 'unknown' })
    expect(error.message).not.toContain('canary')
  })
})

describe('a login page that says 200', () => {
  it.each([
    '/send',
    '/close',
  ])('in place of the answer to %s leaves open whether it was taken', async (ending) => {
    const host = await hostWith(ending, page)
    const connector = connectTo(host.url)
    const called =
      ending === '/send'
        ? connector.send(sendCommand('hi'), session, patiently())
        : connector.end(endCommand, session, patiently())
    expect(await errorOf(called)).toMatchObject({ code: 'platform-reply-invalid', outcome: 'unknown' })
  })
})

describe('a conversation that is not there', () => {
  const json = { 'content-type': 'application/json' }
  it.each<[string, LoopbackAnswer, LoopbackAnswer, string]>([
    ['beside domains', { status: 404 }, { body: [] }, 'platform-session-gone'],
    ['beside domains that this user may not see', { status: 404 }, { status: 403 }, 'platform-session-gone'],
    [
      'at a gateway that says so, and has no list of domains',
      { status: 404, headers: json, body: { status: 404 } },
      { status: 404 },
      'platform-session-gone',
    ],
    ['like anything else, behind a proxy', { ...page, status: 404 }, { status: 404 }, 'platform-unavailable'],
    ['at a page of maintenance that takes nothing', { status: 405 }, page, 'platform-unavailable'],
    ['while nothing works', { status: 404 }, { status: 503 }, 'platform-unavailable'],
    ['beside a login page', { status: 404 }, page, 'platform-unavailable'],
  ])('%s', async (_name, answer, domains, code) => {
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/domains')) return domains
      return path.endsWith('/auth/login') ? quietHost(path) : answer
    })
    const error = await errorOf(connectTo(host.url).send(sendCommand('hi'), session, patiently()))
    expect(error).toMatchObject({ code, outcome: 'not-started' })
  })
})

describe('the answer to an end', () => {
  it.each([404, 410, 401])('is a success when the conversation is gone already (%d)', async (status) => {
    const host = await hostWith('/close', { status })
    expect(await connectTo(host.url).end(endCommand, session, patiently())).toEqual({ session })
  })

  it('is a failure otherwise', async () => {
    const host = await hostWith('/close', { status: 503 })
    expect((await errorOf(connectTo(host.url).end(endCommand, session, patiently()))).code).toBe(
      'platform-unavailable',
    )
  })

  it.each([
    [true, '{"skipPreCloseSurvey":true}'],
    [false, '{}'],
  ])('asks for what the settings say (%s)', async (skipPreCloseSurvey, body) => {
    const host = await hostWith('/close', {})
    await connectTo(host.url, { skipPreCloseSurvey }).end(endCommand, session, patiently())
    expect(host.requests.at(-1)?.body).toBe(body)
  })
})

describe('a host that cannot be reached', () => {
  it('is not there', async () => {
    const host = await startLoopback(() => ({}))
    await host.close()
    const error = await errorOf(connectTo(host.url).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
    expect(error.message).toContain('(ECONNREFUSED). Check url (AMELIA_URL)')
  })

  it('has no name', async () => {
    const error = await errorOf(connectTo('https://amelia.invalid').start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  })

  it('speaks no TLS', async () => {
    const server = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterTest({ close: () => server.close() })
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const error = await errorOf(connectTo(`https://127.0.0.1:${port}`).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  })
})

describe('availability', () => {
  it.each<[string, LoopbackAnswer, string]>([
    ['a list with the domain', { body: [{ code: 'support', name: 'Support' }] }, 'yes'],
    ['a page with the domain', { body: { content: [{ code: 'support' }] } }, 'yes'],
    ['a list without it', { body: [{ code: 'sales' }] }, 'no'],
    ['all of a page', { body: { content: [{ code: 'sales' }], last: true, totalElements: 1 } }, 'no'],
    ['the first of two pages', { body: { content: [{ code: 'sales' }], last: false } }, 'unknown'],
    ['one of two domains', { body: { content: [{ code: 'sales' }], totalElements: 2 } }, 'unknown'],
    ['a domain of which that is not told', { body: [{ code: 'support', enabled: null }] }, 'yes'],
    ['a domain that is not enabled', { body: [{ code: 'support', enabled: false }] }, 'no'],
    ['a list of another shape', { body: ['support'] }, 'unknown'],
    ['something else', page, 'unknown'],
  ])('is read from %s', async (_name, answer, available) => {
    const host = await hostWith('/domains', answer)
    expect(await connectTo(host.url).checkAvailability?.(patiently())).toEqual({ available })
  })
})

it('a file that its host does not take is refused, by the word that it says', async () => {
  const host = await startLoopback(() => ({ body: 'Error\n' }))
  const api = createWebApi({ baseUrl: host.url }, createExchange())
  const visitor = { cookies: {}, csrfToken: 'c', conversationId: 'C-1', ...session }
  const read = async () => new Uint8Array(4)
  const file = { type: 'attachment', name: 'a.png', mediaType: 'image/png', bytes: 4, read } as const
  const error = await errorOf(upload(api, visitor, file, patiently().signal))
  expect(error).toMatchObject({ code: 'platform-refused', remedy: 'never' })
})

it('a file that its host calls a page is taken for one only where it begins like one', async () => {
  // More than an answer of another call may have.
  const files = [`%PDF-1.7 <<${' '.repeat(1_100_000)}`, '\n<!doctype html>', '']
  const headers = { 'content-type': 'text/html;charset=UTF-8' }
  const host = await startLoopback(() => ({ headers, body: files.shift() }))
  const api = createWebApi({ baseUrl: host.url }, createExchange())
  const visitor = { cookies: {}, csrfToken: 'c', conversationId: 'C-1', ...session }
  const fetched = () =>
    download(api, visitor, 'amelia-file:?bucketName=b&fileName=bill.pdf', patiently().signal)
  expect((await fetched()).mediaType).toBe('application/pdf')
  for (const _ of ['a page', 'nothing'])
    expect(await errorOf(fetched())).toMatchObject({ code: 'platform-reply-invalid' })
})

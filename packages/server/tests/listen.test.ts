import { createServer as createHttpServer, Server } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createServer } from '../src/index'
import { createMemoryHub } from './memory-hub'
import { rawRequest } from './raw-request'
import { API_KEY, SECRET_KEY, startTestServer } from './start-test-server'

const settings = () => ({ hub: createMemoryHub(), apiKey: API_KEY, secretKey: SECRET_KEY })

describe('listening', () => {
  it('says so when the port is taken', async () => {
    const { listening } = await startTestServer()
    await expect(createServer(settings()).listen({ port: listening.port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringMatching(new RegExp(`Port ${listening.port} .*PORT`)),
    })
  })

  it('says so when the host is not one of this machine', async () => {
    await expect(createServer(settings()).listen({ port: 0, host: '203.0.113.1' })).rejects.toMatchObject({
      code: 'settings-invalid',
    })
  })

  it('answers what has come before it closes, and takes nothing new', async () => {
    const { listening, url, hub } = await startTestServer()
    let answer: (() => void) | undefined
    hub.checkReady = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    const response = fetch(`${url}/readyz`)
    await expect.poll(() => answer).toBeDefined()
    const closed = listening.close()
    answer?.()
    expect((await response).status).toBe(200)
    await closed
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('answers what was on its way when it closed, and asks for another connection', async () => {
    const { listening } = await startTestServer()
    const request = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
    let closed: Promise<void> | undefined
    const socket = connect(listening.port, '127.0.0.1').setEncoding('utf8')
    onTestFinished(() => void socket.destroy())
    const answers: string[] = []
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.on('data', (answer: string) => {
      answers.push(answer)
      closed ??= listening.close()
      if (answers.length === 1) socket.write(request)
    })
    socket.write(request)
    await ended
    await closed
    expect(answers).toEqual([
      expect.stringMatching(/^HTTP\/1.1 200 .*Connection: keep-alive/s),
      expect.stringMatching(/^HTTP\/1.1 200 .*Connection: close/s),
    ])
  })

  it('does not wait for a connection that comes in the last moment', async () => {
    const { listening } = await startTestServer()
    const cut = vi.spyOn(Server.prototype, 'closeAllConnections').mockImplementationOnce(function (
      this: Server,
    ) {
      cut.mockRestore()
      this.closeAllConnections()
      const late = connect(listening.port, '127.0.0.1').on('error', () => {})
      onTestFinished(() => void late.destroy())
    })
    await listening.close({ graceMs: 0 })
  })

  it('does not wait for ever for what does not end', async () => {
    const { listening, url, hub } = await startTestServer()
    let isAsked = false
    hub.checkReady = () => {
      isAsked = true
      return new Promise(() => {})
    }
    const cut = expect(fetch(`${url}/readyz`)).rejects.toThrow()
    await expect.poll(() => isAsked).toBe(true)
    await listening.close({ graceMs: 50 })
    await cut
  })

  it('goes on where a connection cannot be accepted', async () => {
    let opened: Server | undefined
    const listen = vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (
      this: Server,
      ...given
    ) {
      opened = this
      listen.mockRestore()
      return Reflect.apply(this.listen, this, given)
    })
    const listening = await createServer(settings()).listen({ port: 0 })
    onTestFinished(() => listening.close())
    for (const _ of ['once', 'twice']) opened?.emit('error', new Error('no file descriptor is left'))
    expect((await fetch(`${listening.url}/healthz`)).status).toBe(200)
  })

  it.each([
    '/healthz',
    'http://hub.example/healthz',
  ])('answers HTTP/1.0 without a Host: %s', async (target) => {
    const { listening } = await startTestServer()
    expect(await rawRequest(listening.port, [`GET ${target} HTTP/1.0\r\n\r\n`])).toMatch(/^HTTP\/1.1 200/)
  })

  it.each([
    ['/healthz', 'no host'],
    ['*', 'hub.example'],
    ['/v1\\conversations', 'hub.example'],
  ])('refuses what is no address, as a problem: %s at %s', async (target, host) => {
    const { listening } = await startTestServer()
    const request = `OPTIONS ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
    const answer = await rawRequest(listening.port, [request], (read) => read.endsWith('}'))
    expect(answer).toMatch(/^HTTP\/1.1 400/)
    expect(answer).toContain('Content-Type: application/problem+json')
    expect(answer).toContain('"code":"invalid-request"')
  })

  const get = 'GET /healthz HTTP/1.1'
  const post = 'POST /webhooks/twilio HTTP/1.1\r\nHost: a'
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no Host', `${get}\r\n\r\n`, 400],
    ['a large head', `${get}\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', `${post}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ])('refuses %s as a problem, and takes nothing more on that connection', async (_what, request, status) => {
    const { listening, log } = await startTestServer()
    const answer = await rawRequest(listening.port, [`${request}${get}\r\nHost: a\r\n\r\n`], () => false)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toMatch(/^Content-Type: application\/problem\+json$/m)
    expect(head).toMatch(/^Connection: close$/im)
    expect(JSON.parse(body)).toMatchObject({ status, code: 'invalid-request' })
    expect(answer.match(/HTTP\/1.1 \d/g)).toHaveLength(1)
    expect(log).toEqual([])
  })

  it('refuses an expectation that it cannot meet as a problem, and reads on', async () => {
    const { listening } = await startTestServer()
    const request = `${post}\r\nExpect: a miracle\r\nContent-Length: 4\r\n\r\nbody`
    const answer = await rawRequest(
      listening.port,
      [`${request}${get}\r\nHost: a\r\nConnection: close\r\n\r\n`],
      () => false,
    )
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 417', 'HTTP/1.1 200'])
    expect(answer).toContain('"status":417')
  })
})

describe('mounting', () => {
  it('works below a path of somebody else’s server', async () => {
    const { handler } = createServer(settings())
    const outer = createHttpServer((request, response) => {
      if (!request.url?.startsWith('/chat/')) return void response.writeHead(418).end()
      request.url = request.url.slice('/chat'.length)
      handler(request, response)
    })
    await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void outer.close())
    const address = outer.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    expect((await fetch(`${url}/chat/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/`)).status).toBe(418)
  })

  it('leaves what is not the hub’s to pages, and nothing of the hub’s', async () => {
    const pages = (request: Request) => new Response(`page ${new URL(request.url).pathname}`)
    const { url } = await startTestServer({ pages })
    expect(await (await fetch(`${url}/demo`)).text()).toBe('page /demo')
    expect((await fetch(`${url}/v1/unknown`)).status).toBe(404)
    expect((await fetch(`${url}/webhooks/`)).status).toBe(404)
  })
})

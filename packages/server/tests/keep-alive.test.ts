import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Server } from 'node:http'
import { connect, Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startTestServer } from './start-test-server'

const get = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'
/** Without a key: refused before its body is read. */
const headOf = (bytes: number) =>
  `POST /v1/conversations HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`

/** A client's connection, and the server's end of it. */
async function connected() {
  const listen = vi.spyOn(Server.prototype, 'listen')
  const { listening } = await startTestServer()
  const server: unknown = listen.mock.contexts.at(-1)
  listen.mockRestore()
  const accepted: Socket[] = []
  const accept = (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('socket' in message)) return
    if (message.socket instanceof Socket) accepted.push(message.socket)
  }
  subscribe('net.server.socket', accept)
  onTestFinished(() => void unsubscribe('net.server.socket', accept))
  const client = connect(listening.port, '127.0.0.1').setEncoding('utf8')
  onTestFinished(() => void client.destroy())
  let received = ''
  client.on('data', (chunk) => {
    received += chunk
  })
  const ended = new Promise<'reset' | 'closed'>((resolve) => {
    client.once('error', () => resolve('reset')).once('close', () => resolve('closed'))
  })
  const serversEnd = () => accepted.find(({ remotePort }) => remotePort === client.localPort)
  return {
    client,
    ended,
    text: () => received,
    isAccepted: () => serversEnd() !== undefined,
    answers: () => received.match(/HTTP\/1.1 \d+/g) ?? [],
    /** The server's timer says that the connection was idle for too long. */
    beIdle: () => serversEnd()?.emit('timeout'),
    /** The server's check says that a request takes too long. */
    beLate: () => {
      const error = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      return server instanceof Server && server.emit('clientError', error, serversEnd())
    },
  }
}

describe('a connection that is kept alive', () => {
  it('is not reset for its idleness when the next request has come and was not read yet', async () => {
    const { client, answers, beIdle } = await connected()
    client.write(get)
    await expect.poll(answers).toHaveLength(1)
    client.write(get)
    expect(beIdle()).toBe(true)
    await expect.poll(answers).toHaveLength(2)
  })

  it('is closed when it is idle', async () => {
    const { client, ended, answers, beIdle } = await connected()
    client.write(get)
    await expect.poll(answers).toHaveLength(1)
    expect(beIdle()).toBe(true)
    expect(await ended).toBe('closed')
  })
})

describe('a request', () => {
  it('is not late that has come as a whole and was not read yet', async () => {
    const { client, answers, isAccepted, beLate } = await connected()
    await expect.poll(isAccepted).toBe(true)
    for (const count of [1, 2]) {
      client.write(get)
      expect(beLate()).toBe(true)
      await expect.poll(answers).toHaveLength(count)
    }
    expect(answers()).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])
  })

  it.each([
    ['nothing', ''],
    ['a part of its head', 'GET /healthz HTTP/1.1\r\nHost'],
    ['a part of its body', `${headOf(4)}{"`],
  ])('is late of which %s has come', async (_what, part) => {
    const { client, ended, text, isAccepted, beLate, answers } = await connected()
    client.write(get)
    await expect.poll(answers).toHaveLength(1)
    await expect.poll(isAccepted).toBe(true)
    if (part !== '') client.write(part)
    expect(beLate()).toBe(true)
    await ended
    expect(text()).toMatch(
      /HTTP\/1.1 408 Request Timeout\r\n[^{]*Connection: close\r\n\r\n\{.*"status":408[^}]*\}$/,
    )
  })
})

describe('an answer that is given before the body has come', () => {
  /** Not by `expect.poll`, which moves a stopped clock on while it waits. */
  async function untilAnswered(answers: () => string[], count: number): Promise<void> {
    const deadline = process.uptime() + 30
    while (answers().length < count && process.uptime() < deadline) await new Promise(setImmediate)
    expect(answers()).toHaveLength(count)
  }

  /** Refused, with a part of its body. */
  async function refused() {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    })
    const connection = await connected()
    // Before the server closes, which waits a moment.
    onTestFinished(() => void vi.useRealTimers())
    connection.client.write(`${headOf(4)}{"`)
    await untilAnswered(connection.answers, 1)
    expect(connection.answers()).toEqual(['HTTP/1.1 401'])
    return connection
  }

  it('does not cost the connection when the rest comes late', async () => {
    const { client, answers } = await refused()
    await vi.advanceTimersByTimeAsync(4_500)
    client.write(`"}${get}`)
    await untilAnswered(answers, 2)
    expect(answers()).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200'])
    await vi.advanceTimersByTimeAsync(10_000)
    client.write(get)
    await untilAnswered(answers, 3)
  })

  it('nor when the rest has come in time and was not read yet', async () => {
    const { client, answers } = await refused()
    client.write(`"}${get}`)
    vi.advanceTimersByTime(10_000)
    await untilAnswered(answers, 2)
  })

  it('costs it when the rest does not come', async () => {
    const { ended } = await refused()
    await vi.advanceTimersByTimeAsync(5_500)
    expect(await ended).toBe('closed')
  })

  it('costs it when there is no end of what comes', async () => {
    const { client, ended } = await connected()
    client.write(headOf(1_000_000_000))
    const piece = Buffer.alloc(1_000_000)
    const write = () => void (client.write(piece) ? setImmediate(write) : client.once('drain', write))
    write()
    await ended
    expect(client.bytesWritten).toBeLessThan(900_000_000)
  })
})

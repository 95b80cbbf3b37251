import { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startTestServer } from './start-test-server'

const MEBIBYTE = 1_024 * 1_024
/** On a busy machine. */
const patience = { timeout: 30_000 }

/** Begins posts of a body each that does not come to its end, and answers what the first of them were told. */
function flood(port: number, path: string, { bytes, from }: { bytes: number; from: (n: number) => string }) {
  const sockets: Socket[] = []
  const answers: string[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  const block = Buffer.alloc(MEBIBYTE - 1_024, ' ')
  const sent = Array.from({ length: Math.ceil(bytes / block.length) }, async (_, n) => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${from(n)}\r\nContent-Type: application/json\r\n`
    socket.write(`${head}Content-Length: ${MEBIBYTE}\r\n\r\n`)
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        answers.push(String(chunk))
        resolve()
      })
      socket.on('error', () => resolve())
      socket.write(block, () => resolve())
    })
  })
  return { sent: Promise.all(sent), answers }
}

it('what strangers send, however slowly, takes nothing of what callers with key or token need', async () => {
  const { listening, call, startSession } = await startTestServer()
  const { conversationId, token } = await startSession()
  const address = (n: number) => `203.0.113.${n % 250}`
  const webhooks = flood(listening.port, '/webhooks/twilio', { bytes: 60 * MEBIBYTE, from: address })
  const visitors = flood(listening.port, '/v1/sessions', { bytes: 60 * MEBIBYTE, from: address })
  await Promise.all([webhooks.sent, visitors.sent])
  await expect.poll(() => webhooks.answers.join(), patience).toContain('429 Too Many Requests')
  await expect.poll(() => visitors.answers.join(), patience).toContain('429 Too Many Requests')
  // Together more than what is left of a budget that others have used up.
  const say = (credential?: string) =>
    call(
      'POST',
      `/v1/conversations/${conversationId}/messages`,
      { text: '\u2026'.repeat(30_000) },
      credential,
    )
  const said = await Promise.all(Array.from({ length: 40 }, (_, n) => say(n % 2 ? token : undefined)))
  expect(new Set(said.map(({ status }) => status))).toEqual(new Set([202]))
})

it('one address does not take what all others need', async () => {
  const { listening, call } = await startTestServer()
  const one = flood(listening.port, '/v1/sessions', { bytes: 20 * MEBIBYTE, from: () => '203.0.113.7' })
  await one.sent
  await expect.poll(() => one.answers.join(), patience).toContain('429 Too Many Requests')
  expect((await call('POST', '/v1/sessions', { resourceId: 'web' }, null)).status).toBe(201)
})

/** Asks for something, over a connection for each time or several times over one, and reads the beginning of the answer only. */
function askAndNotRead(port: number, path: string, token: string, from: string) {
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  const ask = (times = 1) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      const head = `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${from}\r\nAuthorization: Bearer ${token}\r\n\r\n`
      socket.once('error', reject)
      socket.once('data', (chunk) => {
        socket.pause()
        resolve(String(chunk).slice(9, 12))
      })
      socket.write(head.repeat(times))
    })
  return { ask, sockets }
}

it('what strangers ask for and do not read takes no more than their part of the memory, and not for long', async () => {
  const { listening, hub, startSession } = await startTestServer()
  const { conversationId, token } = await startSession()
  const content = new Uint8Array(24 * MEBIBYTE)
  hub.files.set('f1', { fileId: 'f1', name: 'a', mediaType: 'image/png', content })
  const path = `/v1/conversations/${conversationId}/files/f1`
  const answers: ServerResponse[] = []
  const patient = ServerResponse.prototype.setTimeout
  vi.spyOn(ServerResponse.prototype, 'setTimeout').mockImplementation(function (
    this: ServerResponse,
    ...given
  ) {
    answers.push(this)
    return patient.apply(this, given)
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const greedy = askAndNotRead(listening.port, path, token, '203.0.113.8')
  expect([await greedy.ask(), await greedy.ask(), await greedy.ask()]).toEqual(['200', '200', '429'])
  const other = askAndNotRead(listening.port, path, token, '203.0.113.9')
  expect(await other.ask()).toBe('200')
  for (const socket of other.sockets) socket.resume()
  // Who reads nothing is cut off, and what was held for them is there again.
  for (const { socket } of answers) socket?.setTimeout(1)
  await expect.poll(() => greedy.ask(), patience).toBe('200')
})

it('who asks for more before the first is answered, and goes, leaves nothing held', async () => {
  const { listening, hub, startSession } = await startTestServer()
  const { conversationId, token } = await startSession()
  const path = `/v1/conversations/${conversationId}/events`
  const hasty = askAndNotRead(listening.port, path, token, '203.0.113.10')
  expect(await hasty.ask(3)).toBe('200')
  for (const socket of hasty.sockets) socket.destroy()
  await expect.poll(() => hub.listeners(conversationId), patience).toBe(0)
})

it('a transcript is held as large as it is written', async () => {
  const { listening, hub, startSession } = await startTestServer()
  const { conversationId, token } = await startSession()
  const parts = [{ type: 'text' as const, text: '\u0001'.repeat(6 * MEBIBYTE) }]
  hub.happen(conversationId, { type: 'message', messageId: 'm1', author: { role: 'customer' }, parts })
  const path = `/v1/conversations/${conversationId}/transcript`
  const greedy = askAndNotRead(listening.port, path, token, '203.0.113.11')
  expect([await greedy.ask(), await greedy.ask()]).toEqual(['200', '429'])
})

it('refuses a webhook that nobody waits for before its body is there', async () => {
  const { listening } = await startTestServer()
  const unknown = flood(listening.port, '/webhooks/nobody', { bytes: 1, from: () => '203.0.113.7' })
  await expect.poll(() => unknown.answers.join(), patience).toContain('404 Not Found')
})

it('the description is in memory once, however many ask for it and read it slowly', async () => {
  const { url } = await startTestServer()
  const end = vi.spyOn(ServerResponse.prototype, 'end')
  onTestFinished(() => void vi.restoreAllMocks())
  for (let n = 0; n < 2; n += 1) expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
  const [first, second] = end.mock.calls.map(([content]) => content)
  expect(first).toBeInstanceOf(Uint8Array)
  expect(second).toBe(first)
})

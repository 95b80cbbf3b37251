import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { outsideFileLinks } from '../src/index'
import { rawRequest } from './raw-request'
import { API_KEY, SECRET_KEY, startTestServer } from './start-test-server'

async function startChatWithFiles() {
  const server = await startTestServer()
  const chat = await server.startSession()
  const path = `/v1/conversations/${chat.conversationId}`
  const authorization = { Authorization: `Bearer ${chat.token}` }
  const send = (form: FormData) =>
    fetch(`${server.url}${path}/attachments`, { method: 'POST', headers: authorization, body: form })
  const sendFile = async (name: string, type: string, content = 'content') => {
    const form = new FormData()
    form.set('file', new File([content], name, { type }))
    const { messageId } = z.object({ messageId: z.string() }).parse(await (await send(form)).json())
    return `${path}/files/${messageId}`
  }
  return { ...server, ...chat, path, authorization, send, sendFile }
}

describe('files', () => {
  it('are taken with a text and a clientMessageId', async () => {
    const { send, hub, conversationId } = await startChatWithFiles()
    const form = new FormData()
    form.set(
      'file',
      new File([new Uint8Array([0, 255, 13, 10])], 'Rechnung Ä.pdf', { type: 'application/pdf' }),
    )
    form.set('text', 'My bill')
    form.set('clientMessageId', 'm1')
    expect((await send(form)).status).toBe(202)
    expect(hub.calls.find(({ name }) => name === 'sendFile')?.input).toEqual([
      conversationId,
      {
        name: 'Rechnung Ä.pdf',
        mediaType: 'application/pdf',
        content: new Uint8Array([0, 255, 13, 10]),
        text: 'My bill',
        clientMessageId: 'm1',
      },
    ])
  })

  it.each([
    ['no file', (form: FormData) => form.set('text', 'a')],
    ['a text as the file', (form: FormData) => form.set('file', 'a')],
    ['a field nobody knows', (form: FormData) => form.set('colour', 'red')],
  ])('are refused with %s', async (_what, change) => {
    const { send } = await startChatWithFiles()
    const form = new FormData()
    change(form)
    expect((await send(form)).status).toBe(400)
  })

  const part = 'content-disposition: form-data; name="a"\r\n'
  const form = 'multipart/form-data'
  it.each([
    ['parts', `${form}; boundary=b`, `--b\r\n${part}\r\n\r\n`.repeat(5_000)],
    ['parts behind a comma', `${form}; boundary=b,c`, `--b\r\n${part}\r\n\r\n`.repeat(5_000)],
    ['parts with nothing between them', `${form}; boundary=""`, `--\r\n${part}\r\n\r\n`.repeat(5_000)],
    ['lines about a part', `${form}; boundary=b`, `--b\r\n${part.repeat(5_000)}\r\n\r\n--b--\r\n`],
    ['fields that can hold no file', 'application/x-www-form-urlencoded', 'a&'.repeat(5_000)],
  ])('are refused in a form of thousands of %s, before it is taken apart', async (_what, contentType, body) => {
    const { url, path, authorization, hub } = await startChatWithFiles()
    const headers = { ...authorization, 'content-type': contentType }
    const answer = await fetch(`${url}${path}/attachments`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      detail: expect.stringContaining('multipart/form-data of at most'),
    })
    expect(hub.files.size).toBe(0)
  })

  it('are refused over 25 MiB, while they come', async () => {
    const { listening, path, token, hub } = await startChatWithFiles()
    const head = `POST ${path}/attachments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n`
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    const answer = await rawRequest(listening.port, [
      `${head}Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 27 }, () => chunk),
    ])
    expect(answer).toMatch(/^HTTP\/1.1 413/)
    expect(hub.files.size).toBe(0)
  })

  it('come back as downloads that are never read as a page', async () => {
    const { sendFile, url, authorization, hub, path } = await startChatWithFiles()
    const file = await sendFile('Bild "1" Ä\ud800.html', 'text/html', '<script>')
    const response = await fetch(`${url}${file}`, { headers: authorization })
    expect(await response.text()).toBe('<script>')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=300',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="Bild _1_ __\.html"; filename\*=UTF-8''Bild%20%221%22%20%C3%84%EF%BF%BD\.html$/,
      ),
    })
    const odd = { fileId: 'odd', name: 'a', mediaType: 'text/html\r\nx: y', content: new Uint8Array(1) }
    hub.files.set('odd', odd)
    const { headers } = await fetch(`${url}${path}/files/odd`, { headers: authorization })
    expect(headers.get('content-type')).toBe('application/octet-stream')
  })

  it('open without a header by a link, for a while, and only the one', async () => {
    const { sendFile, call, url, token, conversationId } = await startChatWithFiles()
    const [first, second] = [await sendFile('a.png', 'image/png'), await sendFile('b.png', 'image/png')]
    const link = await call('GET', `${first}/link`, undefined, token)
    expect(Date.parse(link.body.expiresAt)).toBeGreaterThan(Date.now())
    const query = new URL(link.body.url, url).search
    const statusOf = async (address: string) => (await fetch(`${url}${address}`)).status
    expect(await statusOf(link.body.url)).toBe(200)
    expect(await statusOf(`${second}${query}`)).toBe(401)
    expect(await statusOf(`${first}${query.replace(/expires=\d/, 'expires=9')}`)).toBe(401)
    expect(await statusOf(`${first}?expires=1&signature=x`)).toBe(401)
    expect(await statusOf(first)).toBe(401)
    expect(await statusOf(link.body.url.replace(conversationId, crypto.randomUUID()))).toBe(401)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(link.body.expiresAt) })
    onTestFinished(() => void vi.useRealTimers())
    expect(await statusOf(link.body.url)).toBe(401)
  })

  it('open for a platform’s people and for phones by a link of a week', async () => {
    const { sendFile, url } = await startChatWithFiles()
    const path = await sendFile('a.png', 'image/png')
    const [, , , conversationId = '', , fileId = ''] = path.split('/')
    const link = outsideFileLinks({ secretKey: [SECRET_KEY], publicUrl: () => `${url}/` })(
      conversationId,
      fileId,
    )
    expect(link.startsWith(`${url}${path}?`)).toBe(true)
    expect((await fetch(link)).status).toBe(200)
    const expires = Number(new URL(link).searchParams.get('expires'))
    expect(expires - Date.now()).toBeGreaterThan(6 * 24 * 3_600_000)
    const nowhere = JSON.parse(JSON.stringify({ secretKey: SECRET_KEY }))
    expect(() => outsideFileLinks(nowhere)).toThrow(expect.objectContaining({ code: 'settings-invalid' }))
    const strangers = outsideFileLinks({ secretKey: 'another key of sixteen', publicUrl: url })
    expect((await fetch(strangers(conversationId, fileId))).status).toBe(401)
  })

  it('are linked at the public address', async () => {
    const { call } = await startTestServer({ publicUrl: 'https://chat.example/base/' })
    const link = await call('GET', '/v1/conversations/c/files/f/link', undefined, API_KEY)
    expect(link.body.url).toMatch(/^https:\/\/chat\.example\/base\/v1\/conversations\/c\/files\/f\?expires=/)
  })
})

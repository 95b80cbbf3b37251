import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHub } from '@conversation-hub/hub'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../src/index'
import { echoPlatform } from './echo-platform'
import { openEvents, type ReceivedEvent } from './event-client'
import { API_KEY, SECRET_KEY } from './start-test-server'

async function startApp(dataDir: string) {
  const hub = await createHub({
    database: { dataDir },
    secretKey: SECRET_KEY,
    platforms: { echo: echoPlatform() },
    hubs: { main: { platform: 'echo' } },
    resources: {
      web: { channel: 'web-chat', hub: 'main', startOn: 'session' },
      sms: { channel: 'sms', hub: 'main' },
    },
  })
  const listening = await createServer({ hub, apiKey: API_KEY, secretKey: SECRET_KEY }).listen({ port: 0 })
  const { url } = listening
  async function call(method: string, path: string, credential: string, body?: unknown) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${credential}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json().then((answer) => Object(answer)) }
  }
  const follow = (conversationId: string, token: string, lastEventId = '0') =>
    openEvents(`${url}/v1/conversations/${conversationId}/events`, {
      Authorization: `Bearer ${token}`,
      'Last-Event-ID': lastEventId,
    })
  async function close() {
    await listening.close()
    await hub.close()
  }
  return { url, call, follow, close }
}

const says = (text: string) => (event: ReceivedEvent) =>
  event.event === 'message' && JSON.stringify(event.data).includes(text)

/** Making an embedded database takes seconds, and many of them on a busy machine. Milliseconds. */
const patience = 120_000

describe('over a real hub', () => {
  it(
    'carries a conversation from the session to the end, over a restart',
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'hub-server-'))
      onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
      const first = await startApp(dataDir)
      const session = await fetch(`${first.url}/v1/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ resourceId: 'web', customerIdentifier: 'c-1' }),
      })
      const { token, conversationId } = Object(await session.json())
      const path = `/v1/conversations/${conversationId}`

      const before = await first.follow(conversationId, token)
      await before.until(says('Hello'))
      expect(await first.call('POST', `${path}/messages`, token, { text: 'one' })).toMatchObject({
        status: 202,
      })
      await before.until(says('You said one'))
      const form = new FormData()
      form.set('file', new File([new Uint8Array([0, 255])], 'a.bin', { type: 'application/octet-stream' }))
      const headers = { Authorization: `Bearer ${token}` }
      const sent = await fetch(`${first.url}${path}/attachments`, { method: 'POST', headers, body: form })
      expect(sent.status).toBe(202)
      const file = await before.until(says('a.bin'))
      const [, address] = /"url":"([^"]+)"/.exec(JSON.stringify(file.data)) ?? []
      const content = await fetch(`${first.url}${address}`, { headers })
      expect(new Uint8Array(await content.arrayBuffer())).toEqual(new Uint8Array([0, 255]))
      await before.until(says('You said attachment'))
      await first.close()
      expect(await before.over).toBe('ended')

      const second = await startApp(dataDir)
      onTestFinished(second.close)
      const seen = before.events.findLast(({ id }) => id !== undefined)?.id ?? '0'
      const after = await second.follow(conversationId, token, seen)
      await second.call('POST', `${path}/messages`, token, { text: 'two' })
      await after.until(says('You said two'))
      expect((await second.call('POST', `${path}/close`, token, {})).body).toMatchObject({
        state: 'ended',
        endReason: 'customer-ended',
      })
      expect(await after.over).toBe('ended')
      const numbers = [...before.events, ...after.events].flatMap(({ id }) =>
        id === undefined ? [] : [Number(id)],
      )
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      expect((await second.follow(conversationId, token, String(numbers.length))).status).toBe(204)

      const ahead = await second.follow(conversationId, token, String(numbers.length + 1))
      expect(await ahead.over).toBe('ended')
      expect(ahead.events.flatMap(({ id }) => (id === undefined ? [] : [Number(id)]))).toEqual(numbers)

      const found = await second.call('GET', '/v1/conversations?customerIdentifier=c-1', API_KEY)
      expect(found.body).toMatchObject({ conversations: [{ conversationId, state: 'ended' }] })
      expect(await second.call('GET', '/readyz', API_KEY)).toMatchObject({ status: 200 })
    },
    patience,
  )
})

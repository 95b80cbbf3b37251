import { expect, test } from 'vitest'
import { startAmeliaSandbox } from '../../src'
import { logIn, texts } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

const json = { 'content-type': 'application/json' }

test('switches are read and turned over HTTP, and a wrong one is refused', async () => {
  const { url, switches } = await sandboxFor({ preset: '2019', switches: { newStatus: 201 } })
  expect(switches.current).toMatchObject({ ameliaUrl: 'required', oauth: 'absent', newStatus: 201 })
  const turn = (body: unknown) =>
    fetch(`${url}/sandbox/switches`, { method: 'PATCH', headers: json, body: JSON.stringify(body) })
  expect((await turn({ goneSession: 404 })).status).toBe(200)
  expect(switches.current.goneSession).toBe(404)
  expect((await turn({ goneSession: 418 })).status).toBe(400)
  expect((await turn({ horoscope: 'lion' })).status).toBe(400)
  const described: unknown = await (await fetch(`${url}/sandbox/switches`)).json()
  expect(described).toContainEqual(expect.objectContaining({ name: 'goneSession', value: 404, default: 410 }))
})

test('a poll whose answer is cut has drained the queue all the same', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ kind: 'cut', path: '*/poll', when: 'after' }),
  })
  await expect(hub.poll(sessionId)).rejects.toThrow()
  expect(await hub.poll(sessionId)).toEqual([])
})

test('received requests are shown over HTTP without the token', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await hub.send(sessionId, 'hello')
  const token = sandbox.requests().at(-1)?.headers['x-amelia-rest-token']
  expect(token).toMatch(/^[0-9a-f-]{36}$/)
  const shown = await (await fetch(`${sandbox.url}/sandbox/requests`)).text()
  expect(shown).toContain(`conversations/${sessionId}/send`)
  expect(shown).not.toContain(token)
  expect(shown).toContain(sandbox.credentials.username)
  expect(shown).not.toContain(sandbox.credentials.password)
})

test('actions over HTTP: a session expires, tokens die', async () => {
  const sandbox = await sandboxFor({ switches: { idleEnd: 'session-closed' } })
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open()
  await hub.poll(sessionId)
  const act = (body: unknown) =>
    fetch(`${sandbox.url}/sandbox/actions`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  expect((await act({ action: 'expire-session', conversationId })).status).toBe(204)
  expect(await hub.poll(sessionId)).toMatchObject([{ ameliaMessageType: 'OutboundSessionClosedMessage' }])
  expect((await act({ action: 'expire-access-tokens' })).status).toBe(204)
  expect((await hub.call(`conversations/${sessionId}/poll`)).status).toBe(410)
  expect((await act({ action: 'dance' })).status).toBe(400)
})

test('a taken port is an error', async () => {
  const { url } = await sandboxFor()
  await expect(startAmeliaSandbox({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
})

test('headers of the new conversation reach the flow where the gateway passes them on', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const hello = async () => {
    const answer = await hub.call('conversations/new', { domain: 'support' }, { 'X-Customer-Name': 'Ada' })
    const { sessionId } = JSON.parse(await answer.text())
    return texts(await hub.poll(sessionId))[0]
  }
  expect(await hello()).not.toContain('Ada')
  sandbox.switches.set({ initialHeaders: 'passed' })
  expect(await hello()).toContain('Hello, Ada!')
})

test('an upload may be asked for by a marker', async () => {
  const hub = await logIn(await sandboxFor({ switches: { uploadRequest: 'marker' } }))
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  expect(texts(await hub.ask(sessionId, 'upload'))).toEqual(['UPLOAD_REQUEST_MESSAGE_EVENT'])
})

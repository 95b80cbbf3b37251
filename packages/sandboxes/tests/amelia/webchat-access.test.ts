import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { listen, readable, sendInbound, webVisitor } from './web-visitor'
import { sandboxFor } from './with-sandbox'

test('an anonymous visitor has a cookie, a token and authorities', async () => {
  const visitor = await webVisitor(await sandboxFor())
  expect(visitor.init).toMatchObject({
    loggedIn: true,
    user: { anonymous: true, email: expect.stringMatching(/^anon-.*@anonymous-amelia\.ipsoft\.com$/) },
    appConfig: { allowAnonymous: true },
    lastActiveConversation: null,
  })
  const domains = await (await visitor.call('GET', 'domains')).json()
  expect(domains).toMatchObject({
    content: [{ code: 'support', hidden: false }, {}, { code: 'archive', hidden: true }],
  })
})

test('where anonymous visitors are refused, one has to log in, and gets a new token', async () => {
  const sandbox = await sandboxFor({ switches: { anonymous: 'refused' } })
  const visitor = await webVisitor(sandbox)
  expect(visitor.init).toMatchObject({ loggedIn: false, user: null })
  expect((await visitor.call('GET', 'domains')).status).toBe(403)
  expect(await (await visitor.call('GET', 'loginauthsystems?as=')).json()).toHaveProperty('content')

  const { username, password } = sandbox.credentials
  const textPlain = { 'content-type': 'text/plain;charset=UTF-8' }
  const refused = await visitor.call('POST', 'login', { username, password: 'no' }, textPlain)
  expect(await refused.json()).toEqual({ code: 'BAD_CREDENTIALS' })
  const accepted = await visitor.call('POST', 'login', { username, password }, textPlain)
  const { csrfToken } = z.looseObject({ csrfToken: z.string() }).parse(await accepted.json())
  expect(csrfToken).not.toBe(visitor.csrfToken)
  visitor.csrfToken = csrfToken
  expect((await visitor.call('GET', 'domains')).status).toBe(200)
})

test.each(['GET', 'POST'] as const)('the logout is a %s', async (method) => {
  const visitor = await webVisitor(await sandboxFor({ switches: { logoutMethod: method } }))
  expect((await visitor.call(method === 'GET' ? 'POST' : 'GET', 'logout')).status).toBe(405)
  expect((await visitor.call(method, 'logout')).status).toBe(200)
  expect(await (await visitor.call('GET', 'httpSession/check')).json()).toEqual({ success: false })
})

test('calls need the cookie, the CSRF token, and the session header where it was sent', async () => {
  const sandbox = await sandboxFor({ switches: { sessionAuthHeader: 'sent' } })
  const open = `${sandbox.url}/Amelia/api/conversations/new`
  expect((await fetch(open, { method: 'POST' })).status).toBe(403)
  const visitor = await webVisitor(sandbox)
  expect((await visitor.call('GET', 'domains', undefined, { 'X-Amelia-Session-Auth': 'no' })).status).toBe(
    403,
  )
  const { sessionId } = await visitor.open()
  expect(sessionId).not.toBe('')
  await visitor.connect()
  visitor.csrfToken = 'no'
  expect((await visitor.call('POST', 'conversations/new', { domainCode: 'support' })).status).toBe(403)
  await expect(visitor.connect()).rejects.toThrow('Invalid CSRF token')
})

test('the socket opens with o, needs the cookie, and closes with c', async () => {
  const sandbox = await sandboxFor()
  const sock = `${sandbox.url}/Amelia/api/sock`
  expect(await (await fetch(`${sock}/info?t=1`)).json()).toMatchObject({
    websocket: true,
    cookie_needed: true,
  })
  const address = `${sock.replace('http', 'ws')}/001/abcdefgh/websocket`
  const [refused] = await once(new WebSocket(address), 'error')
  expect(String(refused)).toContain('403')

  const response = await fetch(`${sandbox.url}/Amelia/api/init`)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(address, { headers: { cookie } })
  const frames: string[] = []
  socket.on('message', (frame) => frames.push(String(frame)))
  await once(socket, 'open')
  socket.send(JSON.stringify(['SEND\ndestination:/amelia/session.in\n\n{}\0']))
  await once(socket, 'close')
  expect(frames).toEqual(['o', 'a["ERROR\\nmessage:Not connected\\n\\n\\u0000"]', 'c[1000,"Not connected"]'])
  const handshakes = sandbox.requests().filter(({ path }) => path.endsWith('/websocket'))
  expect(handshakes.map(({ status }) => status)).toEqual([403, 101])
  expect(handshakes[1]?.headers).toMatchObject({ cookie })
})

test('a visitor who hangs up in the middle of a handshake does no harm', async () => {
  const sandbox = await sandboxFor()
  const { hostname, port } = new URL(sandbox.url)
  sandbox.faults.add({ kind: 'hang', path: '*/websocket' })
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nHost: x\r\n\r\n'
  socket.write(`GET /Amelia/api/sock/001/abcdefgh/websocket HTTP/1.1\r\n${upgrade}`)
  await expect.poll(() => sandbox.faults.list()).toEqual([])
  socket.resetAndDestroy()
  await once(socket, 'close')
  expect((await webVisitor(sandbox)).init.loggedIn).toBe(true)
})

test('a visitor who is forgotten is not let in without a token either', async () => {
  const sandbox = await sandboxFor()
  const response = await fetch(`${sandbox.url}/Amelia/api/init`)
  const headers = { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
  const address = `${sandbox.url.replace('http', 'ws')}/Amelia/api/sock/001/abcdefgh/websocket`
  const socket = new WebSocket(address, { headers })
  const frames: string[] = []
  socket.on('message', (frame) => frames.push(String(frame)))
  await once(socket, 'open')
  sandbox.forgetVisitors()
  socket.send(JSON.stringify(['CONNECT\naccept-version:1.2\n\n\0']))
  await expect.poll(() => frames.length).toBeGreaterThan(1)
  expect(frames[1]).toContain('Invalid CSRF token')
})

test('a handshake can be delayed like any other request', async () => {
  const sandbox = await sandboxFor()
  const response = await fetch(`${sandbox.url}/Amelia/api/init`)
  const headers = { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
  const address = `${sandbox.url.replace('http', 'ws')}/Amelia/api/sock/001/abcdefgh/websocket`
  sandbox.faults.add({ kind: 'delay', path: '*/websocket', milliseconds: 600_000 })
  const slow = new WebSocket(address, { headers })
  slow.on('error', () => {})
  await expect.poll(() => sandbox.faults.list()).toEqual([])
  const quick = new WebSocket(address, { headers })
  await once(quick, 'open')
  expect(slow.readyState).toBe(WebSocket.CONNECTING)
  slow.terminate()
})

test("another visitor's queue and conversation are refused", async () => {
  const sandbox = await sandboxFor()
  const owner = await webVisitor(sandbox)
  const conversation = await owner.open()
  const stranger = await webVisitor(sandbox)
  const path = `conversations/${conversation.conversationId}/join`
  expect((await stranger.call('POST', path, { sessionMode: 'USER' })).status).toBe(403)
  const client = await stranger.connect()
  const refused = new Promise((resolve) => {
    client.onStompError = ({ headers }) => resolve(headers.message)
  })
  client.subscribe(`/queue/session.${conversation.sessionId}`, () => {})
  expect(await refused).toBe('Access denied')
})

test('a message of the customer’s side that names no time is refused', async () => {
  const sandbox = await sandboxFor()
  const visitor = await webVisitor(sandbox)
  const { sessionId, conversationId } = await visitor.open()
  const client = await visitor.connect()
  const refused = new Promise((resolve) => {
    client.onStompError = ({ headers }) => resolve(headers.message)
  })
  const headers = {
    'X-Amelia-Session-Id': sessionId,
    'X-Amelia-Conversation-Id': conversationId,
    'X-Amelia-Message-Type': 'InboundStartConversationMessage',
  }
  client.publish({ destination: '/amelia/session.in', headers, body: '{}' })
  expect(await refused).toBe('Invalid X-Amelia headers')
})

test('files go up and down', async () => {
  const sandbox = await sandboxFor()
  const visitor = await webVisitor(sandbox)
  const conversation = await visitor.open()
  const { conversationId, sessionId } = conversation
  const heard = await listen(await visitor.connect(), conversation)

  const form = new FormData()
  form.set('file', new File(['label'], 'label.png', { type: 'image/png' }))
  form.set('conversationId', conversationId)
  form.set('unsolicited', 'true')
  const { cmMetadataId } = z
    .object({ cmMetadataId: z.string() })
    .parse(await (await visitor.call('POST', 'cm/upload', form)).json())
  const attributes = { cm_object_metadata_id: cmMetadataId }
  sendInbound(await visitor.connect(), conversation, 'InboundUnsolicitedUploadMessage', { attributes })
  await expect.poll(() => readable(heard)).toEqual(['Thank you for label.png.'])
  expect(await (await visitor.call('POST', 'cm/upload', new FormData())).text()).toBe('Error')

  const wanted = new FormData()
  const fields = { conversationId, sessionId, bucketName: 'documents', fileName: 'receipt.txt' }
  for (const [name, value] of Object.entries(fields)) wanted.set(name, value)
  expect(await (await visitor.call('POST', 'cm/download/', wanted)).text()).toContain('Receipt 4711')
  wanted.set('fileName', 'other.txt')
  expect((await visitor.call('POST', 'cm/download/', wanted)).status).toBe(404)
})

test('a forgotten visitor is told that the session is invalid', async () => {
  const sandbox = await sandboxFor()
  const visitor = await webVisitor(sandbox)
  sandbox.forgetVisitors()
  expect(await (await visitor.call('GET', 'httpSession/check')).json()).toEqual({ success: false })
  expect((await visitor.call('POST', 'conversations/new', { domainCode: 'support' })).status).toBe(403)
})

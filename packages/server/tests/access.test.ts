import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openEvents } from './event-client'
import { API_KEY, SECRET_KEY, startTestServer } from './start-test-server'

const C = '/v1/conversations'

/** Every call of a conversation, and what a session token may do with it. */
const calls: ReadonlyArray<readonly [method: string, path: string, body: unknown, own: number]> = [
  ['GET', '', undefined, 200],
  ['GET', '/transcript', undefined, 200],
  ['GET', '/files/f1', undefined, 404],
  ['GET', '/files/f1/link', undefined, 200],
  ['POST', '/messages', { text: 'a' }, 202],
  ['POST', '/typing', { typing: true }, 202],
  ['POST', '/receipts', { messageId: 'm', status: 'read' }, 202],
  ['POST', '/close', {}, 200],
  ['POST', '/move', { platform: 'amelia' }, 403],
  ['POST', '/move-customer', { resourceId: 'sms', customerDestination: '+15550100' }, 403],
  ['PATCH', '', { customerIdentifier: 'me' }, 403],
]

describe('a session token', () => {
  it.each(calls)('%s …%s %j with its own conversation: %#', async (method, path, body, own) => {
    const { call, startSession } = await startTestServer()
    const { conversationId, token } = await startSession()
    expect((await call(method, `${C}/${conversationId}${path}`, body, token)).status).toBe(own)
  })

  it.each([
    ...calls.filter(([, , , own]) => own !== 403),
    ['GET', '/events', undefined, 200] as const,
  ])('%s …%s %j with somebody else’s: the same 404 as one that does not exist', async (method, path, body) => {
    const { call, startSession, hub, log } = await startTestServer()
    const [victim, attacker] = [await startSession(), await startSession()]
    hub.calls.length = 0
    const foreign = await call(method, `${C}/${victim.conversationId}${path}`, body, attacker.token)
    const unknown = await call(method, `${C}/${crypto.randomUUID()}${path}`, body, attacker.token)
    expect(foreign.body).toMatchObject({ status: 404, code: 'conversation-not-found' })
    expect({ status: foreign.status, text: foreign.text }).toEqual({
      status: unknown.status,
      text: unknown.text,
    })
    expect(hub.calls.map(({ name }) => name)).toEqual(['getConversation', 'getConversation'])
    expect(log.filter(({ event }) => event === 'foreign-conversation')).toMatchObject([
      { level: 'warn', sessionId: attacker.sessionId, conversationId: victim.conversationId, status: 404 },
    ])
  })

  it('cannot send a file into somebody else’s conversation', async () => {
    const { url, startSession, hub } = await startTestServer()
    const [victim, attacker] = [await startSession(), await startSession()]
    const form = new FormData()
    form.set('file', new Blob(['x']), 'x.txt')
    const response = await fetch(`${url}${C}/${victim.conversationId}/attachments`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${attacker.token}` },
      body: form,
    })
    expect(response.status).toBe(404)
    expect(hub.files.size).toBe(0)
  })

  it('sees nothing more of a conversation whose customer is moved elsewhere, from that moment on', async () => {
    const { call, url, startSession } = await startTestServer()
    const [old, next] = [await startSession(), await startSession('web-2')]
    const path = `${C}/${old.conversationId}`
    const say = (token: string) => call('POST', `${path}/messages`, { text: 'a' }, token)
    const stream = await openEvents(`${url}${path}/events`, { Authorization: `Bearer ${old.token}` })
    expect((await say(old.token)).status).toBe(202)
    const to = { resourceId: 'web-2', customerDestination: next.sessionId }
    expect((await call('POST', `${path}/move-customer`, to)).status).toBe(200)
    expect((await say(old.token)).status).toBe(404)
    expect(await stream.over).toBe('ended')
    expect((await say(next.token)).status).toBe(202)
  })

  it('is shown nothing of a conversation whose customer another instance has moved elsewhere', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { call, hub, startSession } = await startTestServer()
    const [old, next] = [await startSession(), await startSession('web-2')]
    const path = `${C}/${old.conversationId}`
    const say = async () => (await call('POST', `${path}/messages`, { text: 'a' }, old.token)).status
    const read = async (what: string) => (await call('GET', `${path}/${what}`, undefined, old.token)).status
    hub.files.set('f1', { fileId: 'f1', name: 'a', mediaType: 'text/plain', content: new Uint8Array(1) })
    const shown = ['transcript', 'files/f1', 'files/f1/link']
    expect(await Promise.all(shown.map(read))).toEqual([200, 200, 200])
    await hub.moveCustomer(old.conversationId, { resourceId: 'web-2', customerDestination: next.sessionId })
    expect(await Promise.all(shown.map(read))).toEqual([404, 404, 404])
    // What it says is believed to be said in its own conversation for two seconds more.
    vi.advanceTimersByTime(2_001)
    expect(await say()).toBe(404)
  })

  it('is no API key', async () => {
    const { call, startSession } = await startTestServer()
    const { token } = await startSession()
    for (const path of [C, '/v1/dead-letters']) {
      expect((await call('GET', path, undefined, token)).body).toMatchObject({
        status: 403,
        code: 'forbidden',
      })
    }
    for (const what of ['replay', 'discard']) {
      expect((await call('POST', `/v1/dead-letters/${what}`, { all: true }, token)).status).toBe(403)
    }
  })

  it('starts conversations of its own session only, and puts no words into another’s mouth', async () => {
    const { call, startSession } = await startTestServer()
    const { sessionId, token } = await startSession('web-2')
    const own = { resourceId: 'web-2', customerDestination: sessionId }
    const said = [{ author: { role: 'agent' }, text: 'You will get a refund' }]
    const other = await startSession('web-2')
    const refused = [
      { ...own, customerDestination: other.sessionId },
      { ...own, resourceId: 'web' },
      { resourceId: 'sms', customerDestination: '+15550100' },
      { ...own, transcript: said },
    ]
    for (const request of refused) expect((await call('POST', C, request, token)).status).toBe(403)
    expect((await call('POST', C, own, token)).status).toBe(201)
    const elsewhere = (await call('POST', C, { ...own, resourceId: 'web' })).body
    expect((await call('GET', `${C}/${elsewhere.conversationId}`, undefined, token)).status).toBe(404)
  })

  it('starts conversations for the customer that its session was started for, and for nobody else', async () => {
    const { call } = await startTestServer()
    const startAs = async (sessionOf: string | undefined, customerIdentifier: string | undefined) => {
      const session = { resourceId: 'web-2', customerIdentifier: sessionOf }
      const { sessionId, token } = (await call('POST', '/v1/sessions', session)).body
      const request = { resourceId: 'web-2', customerDestination: sessionId, customerIdentifier }
      const { status, body } = await call('POST', C, request, token)
      if (status !== 201) return status
      return (await call('GET', `${C}/${body.conversationId}`)).body.customerIdentifier
    }
    expect(await startAs('ann', 'bob')).toBe(403)
    expect(await startAs('ann', 'ann')).toBe('ann')
    expect(await startAs('ann', undefined)).toBe('ann')
    expect(await startAs(undefined, 'bob')).toBe('bob')
  })

  it('cannot say who the author is, nor why a conversation ended', async () => {
    const { call, startSession, hub } = await startTestServer()
    const { conversationId, token } = await startSession()
    const path = `${C}/${conversationId}`
    const forged = { text: 'a', author: { role: 'agent' } }
    expect((await call('POST', `${path}/messages`, forged, token)).status).toBe(403)
    expect((await call('POST', `${path}/close`, { reason: 'operator' }, token)).status).toBe(403)
    expect((await call('POST', `${path}/close`, undefined, token)).body).toMatchObject({
      state: 'ended',
      endReason: 'customer-ended',
    })
    expect(hub.calls.some(({ name }) => name === 'sendMessage')).toBe(false)
  })

  it('is refused when it has expired, also by a server that knew it', async () => {
    const { call, hub } = await startTestServer()
    const another = await startTestServer()
    hub.sessionLifeMs = 60_000
    const { body } = await call('POST', '/v1/sessions', { resourceId: 'web' }, null)
    const read = () => call('GET', `${C}/${body.conversationId}`, undefined, body.token)
    expect((await read()).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    onTestFinished(() => void vi.useRealTimers())
    const refused = { status: 401, body: { detail: expect.stringMatching(/expired/) } }
    expect(await read()).toMatchObject(refused)
    expect(await another.call('GET', `${C}/none`, undefined, body.token)).toMatchObject(refused)
  })

  it('stays good after a restart and while the secret key is replaced, and no longer', async () => {
    const { startSession } = await startTestServer()
    const { token } = await startSession()
    const newKey = 'another secret key of at least thirty-two characters'
    for (const [secretKey, status] of [
      [SECRET_KEY, 404],
      [[newKey, SECRET_KEY], 404],
      [newKey, 401],
    ] as const) {
      const { call } = await startTestServer({ secretKey })
      expect((await call('GET', `${C}/none`, undefined, token)).status).toBe(status)
    }
  })

  it.each([
    ['signed by somebody else', () => sign('HS256')],
    ['signed with another algorithm', () => sign('HS512')],
    ['not signed at all', async () => new UnsecuredJWT(claims).setIssuer('conversation-hub').encode()],
  ])('is refused when it is %s', async (_how, forge) => {
    const { call } = await startTestServer()
    expect((await call('GET', `${C}/none`, undefined, await forge())).status).toBe(401)
  })
})

const claims = { sub: 's1', resource: 'web', exp: 9_999_999_999 }
const sign = (alg: string) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg })
    .setIssuer('conversation-hub')
    .sign(new TextEncoder().encode(SECRET_KEY.repeat(2)))

describe('the API key', () => {
  it.each([
    undefined,
    'Basic dGVzdA==',
    'Bearer',
    'Bearer wrong',
    `Bearer ${API_KEY}x`,
    `Token ${API_KEY}`,
  ])('is asked for where Authorization is %s', async (header) => {
    const { url } = await startTestServer()
    const response = await fetch(`${url}${C}`, { headers: header ? { Authorization: header } : {} })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(await response.json()).toMatchObject({ code: 'unauthorized' })
  })

  it('may be one of several, while one is being replaced', async () => {
    const { call } = await startTestServer({ apiKey: ['new-key', API_KEY] })
    for (const key of ['new-key', API_KEY]) expect((await call('GET', C, undefined, key)).status).toBe(200)
  })

  it('is refused where it is wrong, also where no key is needed', async () => {
    const { call } = await startTestServer()
    expect((await call('POST', '/v1/sessions', { resourceId: 'web' }, 'wrong')).status).toBe(401)
  })
})

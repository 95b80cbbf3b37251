import { describe, expect, it } from 'vitest'
import { API_KEY, startTestServer } from './start-test-server'

describe('sessions', () => {
  it('starts one without a key and answers a token that works at once', async () => {
    const { call } = await startTestServer({ sessionTokenLifeMs: 60_000 })
    const session = await call('POST', '/v1/sessions', { resourceId: 'web' }, null)
    expect(session.status).toBe(201)
    expect(Date.parse(session.body.expiresAt)).toBeGreaterThan(Date.now())
    expect(Date.parse(session.body.expiresAt)).toBeLessThanOrEqual(Date.now() + 60_000)
    const path = `/v1/conversations/${session.body.conversationId}`
    const conversation = await call('GET', path, undefined, session.body.token)
    expect(conversation).toMatchObject({
      status: 200,
      body: { resourceId: 'web', customerDestination: session.body.sessionId, state: 'starting' },
    })
  })

  it('passes on who the visitor says to be', async () => {
    const { call, hub } = await startTestServer()
    const request = {
      resourceId: 'web-2',
      customerIdentifier: 'c-1',
      attributes: { page: '/a' },
      language: 'de',
    }
    const { body } = await call('POST', '/v1/sessions', request, null)
    expect(hub.calls[0]).toEqual({ name: 'startSession', input: [request] })
    expect(body).not.toHaveProperty('conversationId')
  })
})

describe('availability', () => {
  it('is told to the app, and to no browser', async () => {
    const { call, hub, startSession } = await startTestServer()
    const path = '/v1/resources/web/availability'
    const body = { available: 'yes', platform: 'sms' }
    expect(await call('GET', path)).toMatchObject({ status: 200, body })
    expect(hub.calls.at(-1)).toEqual({ name: 'checkAvailability', input: ['web'] })
    const { token } = await startSession()
    expect((await call('GET', path, undefined, token)).status).toBe(403)
  })
})

describe('conversations', () => {
  it('starts one with 201, and answers the live one with 200', async () => {
    const { call } = await startTestServer()
    const request = { resourceId: 'sms', customerDestination: '+15550100' }
    const first = await call('POST', '/v1/conversations', request)
    expect(first).toMatchObject({ status: 201, body: { created: true, state: 'starting' } })
    const again = await call('POST', '/v1/conversations', request)
    expect(again).toMatchObject({
      status: 200,
      body: { created: false, conversationId: first.body.conversationId },
    })
  })

  it('carries messages of the customer and of the app', async () => {
    const { call, hub, startSession } = await startTestServer()
    const { conversationId, token } = await startSession()
    const path = `/v1/conversations/${conversationId}/messages`
    const said = await call('POST', path, { text: 'Hello', clientMessageId: 'm1' }, token)
    expect(said).toMatchObject({ status: 202, body: { messageId: 'm1' } })
    const notice = { text: 'We close at six', author: { role: 'system' } }
    expect((await call('POST', path, notice)).status).toBe(202)
    expect(hub.calls.filter(({ name }) => name === 'sendMessage').map(({ input }) => input)).toEqual([
      [conversationId, { text: 'Hello', clientMessageId: 'm1' }, undefined],
      [conversationId, { text: 'We close at six' }, { author: { role: 'system' } }],
    ])
  })
})

describe('the idempotency key', () => {
  it('may stand in the header, in the body, and in both only when it is the same', async () => {
    const { url, hub } = await startTestServer()
    const start = async (header: string, idempotencyKey?: string) => {
      const response = await fetch(`${url}/v1/conversations`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${API_KEY}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': header,
        },
        body: JSON.stringify({ resourceId: 'sms', customerDestination: '+15550100', idempotencyKey }),
      })
      return response.status
    }
    expect(await start('k1')).toBe(201)
    expect(await start('k2', 'k2')).toBe(200)
    expect(await start('k3', 'other')).toBe(400)
    expect(await start('k'.repeat(256))).toBe(400)
    expect(hub.calls.map(({ input }) => input[0])).toMatchObject([
      { idempotencyKey: 'k1' },
      { idempotencyKey: 'k2' },
    ])
  })

  it('of a session is no other session’s and not the app’s, however long', async () => {
    const { call, startSession, hub } = await startTestServer()
    const sessions = [await startSession('web-2'), await startSession('web-2')]
    const idempotencyKey = 'k'.repeat(255)
    hub.calls.length = 0
    for (const { sessionId, token } of [...sessions, ...sessions]) {
      const request = { resourceId: 'web-2', customerDestination: sessionId, idempotencyKey }
      expect((await call('POST', '/v1/conversations', request, token)).body).toHaveProperty('conversationId')
    }
    const ofApp = { resourceId: 'sms', customerDestination: '+15550100', idempotencyKey }
    expect((await call('POST', '/v1/conversations', ofApp)).status).toBe(201)
    const [one, other, ...again] = hub.calls.map(({ input }) => Object(input[0]).idempotencyKey)
    expect(one).not.toBe(other)
    expect(again).toEqual([one, other, idempotencyKey])
    expect([one, other]).not.toContain(idempotencyKey)
  })
})

describe('reading', () => {
  it('finds conversations page by page', async () => {
    const { call, hub } = await startTestServer()
    for (const customerDestination of ['+15550100', '+15550101', '+15550102']) {
      await hub.startConversation({ resourceId: 'sms', customerDestination, customerIdentifier: 'c-1' })
    }
    const first = await call('GET', '/v1/conversations?customerIdentifier=c-1&state=starting&limit=2')
    expect(first.body.conversations).toHaveLength(2)
    const second = await call(
      'GET',
      `/v1/conversations?customerIdentifier=c-1&limit=2&cursor=${first.body.cursor}`,
    )
    expect(second.body.conversations).toHaveLength(1)
    expect(second.body).not.toHaveProperty('cursor')
  })

  it('gives the transcript as JSON, and as text to who prefers it', async () => {
    const { call, hub, startSession, url } = await startTestServer()
    const { conversationId, token } = await startSession()
    hub.happen(conversationId, {
      type: 'message',
      messageId: 'm1',
      author: { role: 'bot', name: 'Ada' },
      parts: [{ type: 'choices', text: 'Tea?', choices: [{ choiceId: 'y', title: 'Yes' }] }],
    })
    const path = `/v1/conversations/${conversationId}/transcript`
    const json = await call('GET', path, undefined, token)
    expect(json.body).toMatchObject({ conversationId, messages: [{ messageId: 'm1' }] })
    const text = await fetch(`${url}${path}`, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/plain' },
    })
    expect(text.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await text.text()).toMatch(/^\[\d{4}-.*\] Ada \(bot\): Tea\?\n1\. Yes\n$/)
  })
})

describe('changing', () => {
  it('closes with the reason that is given, or as the operator', async () => {
    const { call, startSession } = await startTestServer()
    for (const [body, endReason] of [
      [undefined, 'operator'],
      [{}, 'operator'],
      [{ reason: 'no-agent' }, 'no-agent'],
    ]) {
      const { conversationId } = await startSession()
      const closed = await call('POST', `/v1/conversations/${conversationId}/close`, body)
      expect(closed).toMatchObject({ status: 200, body: { state: 'ended', endReason } })
    }
  })

  it('takes a body of no bytes as none, whatever type it is said to have', async () => {
    const { startSession, url } = await startTestServer()
    const { conversationId, token } = await startSession()
    const closed = await fetch(`${url}/v1/conversations/${conversationId}/close`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    })
    expect(closed.status).toBe(200)
  })

  it('moves the conversation and the customer, and says who the customer is', async () => {
    const { call, startSession } = await startTestServer()
    const { conversationId, token } = await startSession()
    const path = `/v1/conversations/${conversationId}`
    expect(await call('POST', `${path}/move`, { platform: 'salesforce' })).toMatchObject({
      status: 202,
      body: { managedBy: 'salesforce', transcript: { handedOver: 2, leftOut: 1 } },
    })
    expect(await call('PATCH', path, { customerIdentifier: 'c-9' })).toMatchObject({
      status: 200,
      body: { customerIdentifier: 'c-9' },
    })
    const to = { resourceId: 'sms', customerDestination: '+15550100' }
    expect(await call('POST', `${path}/move-customer`, to)).toMatchObject({ status: 200, body: to })
    expect((await call('GET', path, undefined, token)).status).toBe(404)
  })

  it('records and reads consent, for app servers only', async () => {
    const { call, startSession } = await startTestServer()
    const { token } = await startSession()
    const at = { resourceId: 'sms', customerDestination: '+15550100' }
    const path = `/v1/consents?${new URLSearchParams(at)}`
    expect((await call('GET', path, undefined, token)).status).toBe(403)
    expect(await call('GET', path)).toMatchObject({ status: 200, body: { optedOut: false, changes: [] } })
    const told = { ...at, optedOut: true, proof: 'By telephone.' }
    expect(await call('POST', '/v1/consents', told)).toMatchObject({
      status: 200,
      body: { optedOut: true, changes: [{ toldBy: 'app', proof: 'By telephone.' }] },
    })
    expect((await call('POST', '/v1/consents', at)).status).toBe(400)
  })

  it('forgets a customer, for app servers only', async () => {
    const { call, hub, startSession } = await startTestServer()
    const { token } = await startSession()
    await hub.startConversation({
      resourceId: 'sms',
      customerDestination: '+15550100',
      customerIdentifier: 'c-1',
    })
    const path = '/v1/conversations?customerIdentifier=c-1'
    expect((await call('DELETE', path, undefined, token)).status).toBe(403)
    expect((await call('DELETE', path)).body).toEqual({ erased: 1 })
    expect((await call('GET', path)).body.conversations).toEqual([])
  })

  it('shows dead letters, puts them back to work, and forgets them', async () => {
    const { call, hub } = await startTestServer()
    hub.deadLetters.push({
      conversationId: 'c',
      commandId: 'k',
      platform: 'amelia',
      command: 'send',
      code: 'platform-refused',
      attempts: 7,
      failedAt: new Date().toISOString(),
    })
    expect((await call('GET', '/v1/dead-letters')).body).toEqual({ deadLetters: hub.deadLetters })
    expect((await call('POST', '/v1/dead-letters/replay', { commandId: 'k' })).body).toEqual({ replayed: 1 })
    await call('POST', '/v1/dead-letters/replay', { all: true })
    expect(hub.calls.slice(-2).map(({ input }) => input)).toEqual([[{ commandId: 'k' }], ['all']])
    const one = { commandId: 'k' }
    expect((await call('POST', '/v1/dead-letters/discard', one)).body).toEqual({ discarded: 1 })
    await call('POST', '/v1/dead-letters/discard', { all: true })
    expect(hub.calls.slice(-2)).toEqual([
      { name: 'discardDeadLetters', input: [one] },
      { name: 'discardDeadLetters', input: ['all'] },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { startTestServer } from './start-test-server'

describe('sessions', () => {
  it('starts one without a key and answers a token that works at once', async () => {
    const { call } = await startTestServer()
    const session = await call('POST', '/v1/sessions', { resourceId: 'web' }, null)
    expect(session.status).toBe(201)
    expect(Date.parse(session.body.expiresAt)).toBeGreaterThan(Date.now())
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

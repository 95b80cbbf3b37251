import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kinds, messages, opened, said } from './conversation-view'
import { customer } from './customer'
import { sandbox } from './start'

describe('the other answers to open questions', () => {
  it('routes and greets on the first message only', async () => {
    const client = await customer(await sandbox({ switches: { welcome: 'on-first-message' } }))
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId, { routingAttributes: { _firstName: 'Lost' } })
    const list = await client.call('GET', `/conversation/${conversationId}`)
    expect(await list.json()).toMatchObject({ routingStatus: 'NEEDS_ROUTING' })
    const more = { isNewMessagingSession: true, routingAttributes: { _firstName: 'Ada' }, language: 'en_US' }
    await client.say(conversationId, 'Hello', more)
    await stream.until((events) => said(events).includes('Chatbot: You said: Hello'))
    expect(said(stream.events)[1]).toMatch('Chatbot: Hello Ada!')
  })

  it('waits in silence for the customer to speak', async () => {
    const client = await customer(await sandbox({ switches: { welcome: 'never' } }))
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await stream.until((events) => kinds(events).includes('PARTICIPANT_CHANGED'))
    await client.say(conversationId, 'Hello')
    await stream.until((events) => said(events).length > 1)
    expect(said(stream.events)).toEqual(['EndUser: Hello', 'Chatbot: You said: Hello', expect.any(String)])
  })

  it('fails to route', async () => {
    const client = await customer(await sandbox({ switches: { routingFails: true } }))
    const stream = await client.stream()
    await client.create()
    await stream.until((events) => kinds(events).length === 1)
    expect(opened(stream.events)[0]?.payload).toMatchObject({
      failureType: 'RoutingError',
      routingType: 'Initial',
    })
  })

  it('closes the conversation with its session', async () => {
    const started = await sandbox({
      switches: { sessionEndClosesConversation: true, closedConversation: '409' },
    })
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    started.expireSession(conversationId)
    expect((await client.say(conversationId, 'Hello?')).status).toBe(409)
  })

  it('gives entries ids of its own, the client its message id inside', async () => {
    const client = await customer(await sandbox({ switches: { messageIdentifier: 'server' } }))
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    const id = randomUUID()
    const sent = await (await client.say(conversationId, 'Hello', { id })).json()
    await stream.until((events) => said(events).includes('EndUser: Hello'))
    const echo = messages(stream.events).find(({ sender }) => sender.role === 'EndUser')
    expect(echo?.identifier).toBe(sent.conversationEntries[0].id)
    expect(echo?.identifier).not.toBe(id)
    expect(echo?.payload.abstractMessage.id).toBe(id)
  })

  it.each([
    'message',
    'own',
  ] as const)('identifies the entry of what the bot says by an id: %s', async (entryIdentifier) => {
    const client = await customer(await sandbox({ switches: { entryIdentifier } }))
    const stream = await client.stream()
    await client.create(randomUUID())
    await stream.until((events) => messages(events).length > 0)
    const [greeting] = messages(stream.events)
    expect(greeting?.payload.id).toBe(greeting?.identifier)
    expect(greeting?.payload.abstractMessage.id === greeting?.identifier).toBe(entryIdentifier === 'message')
  })
})

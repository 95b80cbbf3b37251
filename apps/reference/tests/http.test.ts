import { readFile } from 'node:fs/promises'
import { startResultSchema } from '@conversation-hub/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type Api, apiOf, problemIn } from './support/api'
import { type AppProcess, startAppProcess } from './support/app-process'
import { type Folder, temporaryFolder } from './support/folder'
import { platforms } from './support/platforms'
import { readEventsUntil } from './support/read-events'
import { until } from './support/until'

let folder: Folder
let app: AppProcess
let api: Api

beforeAll(async () => {
  folder = await temporaryFolder()
  app = await startAppProcess({ DATA_DIR: folder.path, ALLOWED_ORIGINS: 'https://shop.example' })
  api = apiOf(app)
})

afterAll(async () => {
  await app?.stop()
  await folder?.remove()
})

const sessionSchema = z.object({ sessionId: z.string(), token: z.string(), conversationId: z.string() })

async function openSession(resourceId: string) {
  const answer = await api.call('/v1/sessions', { body: { resourceId }, token: null })
  expect(answer.status).toBe(201)
  return { url: app.url, ...sessionSchema.parse(answer.body) }
}

test.each(platforms)('$name over HTTP: a session, both directions, and the end', async ({
  resourceId,
  name,
}) => {
  const session = await openSession(resourceId)
  const { conversationId, token } = session
  const path = `/v1/conversations/${conversationId}`
  const events = await readEventsUntil(session, (event) => event.type === 'message')
  expect(events.at(-1)).toMatchObject({ author: { role: 'bot' } })

  const sent = { body: { text: 'track my order', clientMessageId: 'once' }, token }
  const [first, again] = [await api.call(`${path}/messages`, sent), await api.call(`${path}/messages`, sent)]
  expect([first.status, again.status]).toEqual([202, 202])
  expect(again.body).toEqual(first.body)
  await readEventsUntil(
    session,
    (event) => event.type === 'message' && /order/.test(JSON.stringify(event.parts)),
  )
  expect((await api.call(`${path}/typing`, { body: { typing: true }, token })).status).toBe(202)

  const named = await api.call(path, { method: 'PATCH', body: { customerIdentifier: `http-${name}` } })
  expect(named).toMatchObject({ status: 200, body: { customerIdentifier: `http-${name}` } })
  const [found] = await api.conversationsOf(`http-${name}`)
  expect(found).toMatchObject({ conversationId, resourceId, managedBy: name.toLowerCase() })

  expect((await api.call(`${path}/close`, { body: {}, token })).status).toBe(200)
  const all = await readEventsUntil(session, (event) => event.type === 'state' && event.state === 'ended')
  expect(all.at(-1)).toMatchObject({ reason: 'customer-ended' })
  const numbers = all.flatMap((event) => ('seq' in event ? [event.seq] : []))
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  const said = (await api.transcript(conversationId)).filter(({ author }) => author.role === 'customer')
  expect(said).toHaveLength(1)
  const late = await api.call(`${path}/messages`, { body: { text: 'hello?' }, token })
  expect([late.status, problemIn(late).code]).toEqual([409, 'conversation-ended'])
})

test('Start Conversation: a live one is returned, and one that stays here can be moved', async () => {
  const session = await openSession('salesforce-web')
  const request = { resourceId: 'salesforce-web', customerDestination: session.sessionId }
  const live = await api.call('/v1/conversations', { body: request })
  expect(live).toMatchObject({
    status: 200,
    body: { conversationId: session.conversationId, created: false },
  })

  const stays = await api.call('/v1/conversations', {
    body: { ...request, onLive: 'replace', createInThirdPartySystems: false },
    headers: { 'idempotency-key': 'stays-here' },
  })
  expect(stays.status).toBe(201)
  const { conversationId, state } = startResultSchema.parse(stays.body)
  expect(state).toBe('unmanaged')
  expect(await api.transcript(conversationId)).toEqual([])
  const moved = await api.call(`/v1/conversations/${conversationId}/move`, { body: { platform: 'amelia' } })
  expect(moved.status).toBe(202)
  const [hello] = await until('Amelia greets', async () => {
    const messages = await api.transcript(conversationId)
    return messages.length > 0 && messages
  })
  expect(hello?.author).toMatchObject({ role: 'bot', name: 'Amelia' })
})

test('Start Conversation as the README shows it: a phone is greeted', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const [, body] = /-d '(\{[^']*\})'/.exec(readme) ?? []
  const started = await api.call('/v1/conversations', { body })
  expect(started.status).toBe(201)
  const { conversationId } = startResultSchema.parse(started.body)
  const greeting = await until('the platform greets', async () => (await api.transcript(conversationId))[0])
  expect(greeting.author.role).toBe('bot')
  const [, twilio] = /Twilio sandbox +(\S+)/.exec(app.output()) ?? []
  const thread = `${twilio}/sandbox/phones/%2B12025550123/threads/%2B12025550100`
  const bubbles = z.object({ text: z.string() }).array()
  await until('the phone shows it', async () => bubbles.parse(await (await fetch(thread)).json())[0])
})

test('the description, the health, and the figures', async () => {
  expect(await api.call('/healthz', { token: null })).toMatchObject({ status: 200 })
  expect(await api.call('/readyz', { token: null })).toMatchObject({ status: 200 })
  expect((await api.call('/metrics')).body).toContain('# TYPE')
  expect((await api.call('/openapi.json', { token: null })).body).toHaveProperty('openapi')
})

const largeText = 'a'.repeat(1_048_576)

test.each([
  [
    'an unknown resource',
    { resourceId: 'nowhere', customerDestination: 'x' },
    404,
    'resource-unknown',
    /nowhere/,
  ],
  [
    'a phone number on a web chat',
    { resourceId: 'salesforce-web', customerDestination: '+4915112345678' },
    400,
    'destination-invalid',
    /session/,
  ],
  [
    'a session on an SMS number',
    { resourceId: 'amelia-sms', customerDestination: 'not-a-number' },
    400,
    'destination-invalid',
    /phone number/,
  ],
  [
    'a misspelt field',
    { resourceId: 'salesforce-web', customerDestinatoin: 'x' },
    400,
    'invalid-request',
    /customerDestinatoin/,
  ],
  ['no JSON', '{"resourceId":', 400, 'invalid-request', /Content-Type/],
] as const)('Start Conversation is refused with words: %s', async (_, body, status, code, words) => {
  const answer = await api.call('/v1/conversations', { body })
  expect([answer.status, problemIn(answer).code]).toEqual([status, code])
  expect(problemIn(answer).detail).toMatch(words)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
})

test.each([
  ['empty', { text: '' }, 400, 'invalid-request'],
  ['1 MiB', { text: largeText }, 413, 'message-too-large'],
  ['an unknown choice', { choiceId: 'nobody-offered-this' }, 400, 'choice-unknown'],
] as const)('a message is refused: %s', async (_, body, status, code) => {
  const { conversationId, token } = await openSession('amelia-web')
  const answer = await api.call(`/v1/conversations/${conversationId}/messages`, { body, token })
  expect([answer.status, problemIn(answer).code]).toEqual([status, code])
})

test('without a key, with a wrong one, from elsewhere, and with somebody else’s token', async () => {
  const [mine, theirs] = [await openSession('amelia-web'), await openSession('amelia-web')]
  const path = `/v1/conversations/${mine.conversationId}`
  const codeOf = async (token: string | null) => {
    const answer = await api.call(path, { token })
    return `${answer.status} ${problemIn(answer).code}`
  }
  expect(await codeOf(null)).toBe('401 unauthorized')
  expect(await codeOf('a-wrong-key')).toBe('401 unauthorized')
  expect(await codeOf(theirs.token)).toBe('404 conversation-not-found')
  const listing = await api.call('/v1/conversations', { token: mine.token })
  expect([listing.status, problemIn(listing).code]).toEqual([403, 'forbidden'])

  const from = (origin: string) =>
    api.call('/v1/sessions', { body: { resourceId: 'amelia-web' }, token: null, headers: { origin } })
  expect((await from('https://elsewhere.example')).status).toBe(403)
  expect((await from('https://shop.example')).status).toBe(201)
})

test('nothing of a key or a customer’s words is in what the app prints', () => {
  expect(app.output().replace(/API key \(development\).*/, '')).not.toContain(app.apiKey)
  expect(app.output()).not.toContain('track my order')
})

test('stops as it should although nobody reads what it prints any more', async () => {
  app.closePipes()
  expect(await app.stop()).toBe(0)
})

import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { amelia } from '../src/index'
import { errorOf, patiently, startCommand } from './calls'
import { afterTest } from './talk'

it.each([
  ['anonymous', false],
  ['with a login', true],
])('a start that waited until its visitor was forgotten (%s) comes as a new one', async (_, logsIn) => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { username, password, domain } = sandbox.credentials
  const credentials = logsIn ? { username, password } : undefined
  const connector = amelia({ url: sandbox.url, domain, credentials, transport: 'web-channel' })
  const prepared = await connector.prepare?.(startCommand, patiently())
  sandbox.forgetVisitors()
  const { session } = await connector.start(startCommand, prepared ?? {}, patiently())
  expect(session.cookies).not.toEqual(prepared?.cookies)
  expect(sandbox.conversations().map(({ conversationId }) => conversationId)).toEqual([
    session.conversationId,
  ])
})

it.each([
  ['a visitor', '*/init', 404],
  ['a visitor', '*/init', 403],
  ['a login', '*/login', 500],
  ['a start', '*/conversations/new', 404],
])('%s that a host does not take which took such before is its trouble, and tried again', async (_, path, status) => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { username, password, domain } = sandbox.credentials
  const credentials = { username, password }
  const connector = amelia({ url: sandbox.url, domain, credentials, transport: 'web-channel' })
  const prepared = (await connector.prepare?.(startCommand, patiently())) ?? {}
  sandbox.faults.add({ kind: 'answer', status, body: {}, path })
  sandbox.faults.add({ kind: 'answer', status: 404, body: {}, path: '*/httpSession/check' })
  const started = connector.start(startCommand, path.endsWith('new') ? prepared : {}, patiently())
  expect(await errorOf(started)).toMatchObject({ code: 'platform-unavailable', remedy: 'backoff' })
})

it('a start that is refused is tried again where it cannot be asked whether the visitor is forgotten', async () => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const prepared = await connector.prepare?.(startCommand, patiently())
  sandbox.faults.add({ kind: 'answer', status: 403, body: {}, path: '*/conversations/new' })
  sandbox.faults.add({ kind: 'cut', path: '*/httpSession/check' })
  const refused = await errorOf(connector.start(startCommand, prepared ?? {}, patiently()))
  expect(refused).toMatchObject({ remedy: 'backoff', outcome: 'not-started' })
})

it('a start that is refused for another reason is not made twice', async () => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const prepared = await connector.prepare?.(startCommand, patiently())
  sandbox.faults.add({ kind: 'answer', status: 403, body: {}, path: '*/conversations/new' })
  const refused = await errorOf(connector.start(startCommand, prepared ?? {}, patiently()))
  expect(refused).toMatchObject({ code: 'platform-misconfigured', outcome: 'not-started' })
  expect(sandbox.requests().filter(({ path }) => path.endsWith('/conversations/new'))).toHaveLength(1)
})

import { inspect } from 'node:util'
import { asConversationError } from '@conversation-hub/core'
import { startAmeliaSandbox, type WrittenFault } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { endCommand, patiently, sendCommand, startCommand } from './calls'
import { secretsOf } from './double'
import { afterTest, begin, eventually, said, settingsFor } from './talk'

const CANARY = 'canary-5d1f'
const printed = (value: unknown) =>
  [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value) ?? '', String(value)].join('\n')

describe('nothing that a person may read tells a secret or a customer’s words', () => {
  it.each<[string, WrittenFault]>([
    [
      'a refusal that repeats the request',
      { kind: 'answer', status: 400, body: { message: `no: ${CANARY}` } },
    ],
    ['an internal error', { kind: 'answer', status: 500, body: CANARY }],
    ['a refused token', { kind: 'answer', status: 401, times: 'always' }],
    ['a throttled call', { kind: 'answer', status: 429 }],
    ['a page', { kind: 'html', status: 200 }],
    ['a cut connection', { kind: 'cut' }],
  ])('%s', async (_name, fault) => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
    const connector = amelia(settingsFor(sandbox))
    const { session } = await connector.start(startCommand, {}, patiently())
    const calls = [
      {
        path: '*/new',
        call: () => connector.start({ ...startCommand, attributes: { name: CANARY } }, {}, patiently()),
      },
      { path: '*/send', call: () => connector.send(sendCommand(CANARY), session, patiently()) },
      { path: '*/close', call: () => connector.end(endCommand, session, patiently()) },
    ]
    for (const { path, call } of calls) {
      sandbox.faults.add({ ...fault, path })
      const thrown = await call().catch((error: unknown) => error)
      if (thrown instanceof Error) expect(thrown).toBe(asConversationError(thrown, 'The test'))
      const text = printed(thrown)
      for (const secret of [CANARY, ...secretsOf(sandbox)]) expect(text.includes(secret)).toBe(false)
    }
  })

  it('the connector itself, when it is printed', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
    const connector = amelia(settingsFor(sandbox))
    await connector.start({ ...startCommand, attributes: { name: CANARY } }, {}, patiently())
    const text = printed(connector)
    for (const secret of [CANARY, ...secretsOf(sandbox)]) expect(text.includes(secret)).toBe(false)
  })

  it.each<[string, WrittenFault]>([
    ['a refused start', { kind: 'answer', status: 400, body: CANARY, path: '*/conversations/new' }],
    ['a page for a start', { kind: 'html', path: '*/conversations/new' }],
    ['a refused connection', { kind: 'answer', status: 403, path: '*/websocket' }],
    ['a cut connection', { kind: 'cut', path: '*/websocket' }],
  ])('the web channel: %s', async (_name, fault) => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
    const { username, password, domain } = sandbox.credentials
    const connector = amelia({
      url: sandbox.url,
      domain,
      transport: 'web-channel',
      credentials: { username, password },
    })
    const session = await connector.prepare?.(startCommand, patiently())
    sandbox.faults.add(fault)
    const attributes = { name: CANARY }
    const thrown = await connector
      .start({ ...startCommand, attributes }, session ?? {}, patiently())
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Error)
    const text = printed(thrown) + printed(connector)
    for (const secret of [CANARY, ...secretsOf(sandbox)]) expect(text.includes(secret)).toBe(false)
  })

  it('the notices of a conversation', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
    const talk = await begin(sandbox, { customerIdentifier: CANARY })
    for (const word of ['file', 'upload', 'domain', 'suspend', 'unknown'])
      await talk.conversation.send(`${word} ${CANARY}`)
    sandbox.faults.add({ kind: 'html', path: '*poll' })
    await talk.conversation.send(`thank you ${CANARY}`)
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
    await eventually(() => expect(talk.notices.length).toBeGreaterThan(3))
    const text = talk.notices.join('\n')
    for (const secret of [CANARY, ...secretsOf(sandbox)]) expect(text.includes(secret)).toBe(false)
  })
})

import { inspect } from 'node:util'
import type { DeliverCommand } from '@conversation-hub/core'
import { startTwilioSandbox, type TwilioSandbox, type WrittenFault } from '@conversation-hub/sandboxes'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { twilio } from '../src/index'
import { adapterFor, freshPhone } from './support/phones'

let sandbox: TwilioSandbox
beforeAll(async () => {
  sandbox = await startTwilioSandbox({ pace: 1 })
})
afterEach(() => {
  sandbox.faults.clear()
  sandbox.switches.set({ requestsPerSecond: 0, trial: false })
})
afterAll(() => sandbox.close())

const patiently = () => ({ signal: AbortSignal.timeout(10_000) })
const deliver = (to: string, text: string, mediaUrls: string[] = []): DeliverCommand => ({
  commandId: '1',
  to,
  message: { text, mediaUrls },
})

describe('sending', () => {
  it('hands a message over as the API wants it', async () => {
    const customer = freshPhone()
    const { carrierId } = await adapterFor(sandbox).send(
      deliver(customer, 'Größe 40 & "so" 😀 +1', ['https://files.example.com/a.png']),
      patiently(),
    )
    expect(sandbox.thread(customer)).toMatchObject([
      { sid: carrierId, body: 'Größe 40 & "so" 😀 +1', media: [{ url: 'https://files.example.com/a.png' }] },
    ])
  })

  it.each<[string, string, string, string]>([
    ['a number that is none', '+1999', 'Hi', 'destination-invalid'],
    ['a body that is too long', '+12025550123', 'a'.repeat(1_601), 'message-too-large'],
    ['nothing to say', '+12025550123', '', 'platform-refused'],
  ])('says what is wrong with %s', async (_name, to, text, code) => {
    await expect(adapterFor(sandbox).send(deliver(to, text), patiently())).rejects.toMatchObject({
      code,
      outcome: 'not-started',
    })
  })

  it('says that the customer has opted out', async () => {
    const customer = freshPhone()
    const [to = ''] = sandbox.numbers
    await sandbox.write({ from: customer, to, text: 'STOP' })
    await expect(adapterFor(sandbox).send(deliver(customer, 'Hi'), patiently())).rejects.toMatchObject({
      code: 'destination-opted-out',
    })
  })

  it('says that the credentials are not accepted, and which they are', async () => {
    const adapter = twilio({ ...base(), authToken: 'wrong' })
    await expect(adapter.send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      code: 'platform-auth-failed',
      message: expect.stringContaining('TWILIO_AUTH_TOKEN'),
    })
  })

  it('says that the number is not the account’s', async () => {
    const adapter = twilio({ ...base(), from: '+12025559999' })
    await expect(adapter.send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      code: 'platform-misconfigured',
    })
  })

  it('is told to wait where it sends too much', async () => {
    sandbox.switches.set({ requestsPerSecond: 1 })
    const adapter = adapterFor(sandbox)
    await adapter.send(deliver(freshPhone(), 'Hi'), patiently())
    await expect(adapter.send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      code: 'platform-rate-limited',
      outcome: 'not-started',
    })
  })

  it.each<[string, WrittenFault, string, string]>([
    ['an internal error', { kind: 'answer', status: 500, body: 'no' }, 'platform-unavailable', 'unknown'],
    ['a gateway’s page', { kind: 'html', status: 503 }, 'platform-unavailable', 'unknown'],
    ['a page instead of an answer', { kind: 'html', status: 200 }, 'platform-reply-invalid', 'unknown'],
    [
      'an answer without an id',
      { kind: 'answer', status: 201, body: {} },
      'platform-reply-invalid',
      'unknown',
    ],
    ['a cut connection', { kind: 'cut' }, 'platform-unreachable', 'unknown'],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { location: 'https://login.example.com' } },
      'platform-reply-invalid',
      'not-started',
    ],
    [
      'a rate limit with a time',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body: { code: 20429 } },
      'platform-rate-limited',
      'not-started',
    ],
    ['a gateway’s rate limit', { kind: 'answer', status: 429 }, 'platform-rate-limited', 'not-started'],
    ['a gateway that waited too long', { kind: 'answer', status: 408 }, 'platform-timeout', 'unknown'],
    ['an unknown address', { kind: 'answer', status: 404 }, 'platform-misconfigured', 'not-started'],
    ['a refused access', { kind: 'answer', status: 403 }, 'platform-auth-failed', 'not-started'],
    [
      'more than 1 MiB',
      { kind: 'answer', status: 201, body: { sid: 'SM1', body: 'x'.repeat(1_100_000) } },
      'platform-reply-invalid',
      'unknown',
    ],
  ])('knows whether %s may have sent it', async (_name, fault, code, outcome) => {
    sandbox.faults.add(fault)
    await expect(adapterFor(sandbox).send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      code,
      outcome,
    })
  })

  it('passes on how long it is asked to wait', async () => {
    sandbox.faults.add({ kind: 'answer', status: 429, headers: { 'retry-after': '7' } })
    await expect(adapterFor(sandbox).send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      retryAfterMs: 7_000,
    })
  })

  it('knows that nothing was sent where nobody listens', async () => {
    const adapter = twilio({ ...base(), apiUrl: 'http://127.0.0.1:9' })
    await expect(adapter.send(deliver(freshPhone(), 'Hi'), patiently())).rejects.toMatchObject({
      code: 'platform-unreachable',
      outcome: 'not-started',
      message: expect.stringContaining('TWILIO_API_URL'),
    })
  })
})

describe('reading back', () => {
  const since = new Date()
  const none = { since, knownIds: new Set<string>() }

  it('finds what was sent although its answer was lost', async () => {
    const adapter = adapterFor(sandbox)
    const command = deliver(freshPhone(), 'Your code is 7')
    sandbox.faults.add({ kind: 'cut', when: 'after' })
    await expect(adapter.send(command, patiently())).rejects.toMatchObject({ outcome: 'unknown' })
    const [sent] = sandbox.thread(command.to)
    expect(await adapter.reconcile?.(command, none, patiently())).toEqual({
      tookEffect: 'yes',
      carrierId: sent?.sid,
    })
  })

  it('finds nothing where nothing was sent, and not what is accounted for', async () => {
    const adapter = adapterFor(sandbox)
    const command = deliver(freshPhone(), 'Yes?')
    expect(await adapter.reconcile?.(command, none, patiently())).toEqual({ tookEffect: 'no' })
    const { carrierId } = await adapter.send(command, patiently())
    const traces = { since, knownIds: new Set([carrierId]) }
    expect(await adapter.reconcile?.(command, traces, patiently())).toEqual({ tookEffect: 'no' })
  })

  it('is not found among what another number of the account has sent', async () => {
    const [adapter, other] = [adapterFor(sandbox), twilio({ ...base(), from: sandbox.numbers[1] ?? '' })]
    const command = deliver(freshPhone(), 'Your code is 7')
    await other.send(command, patiently())
    expect(await adapter.reconcile?.(command, none, patiently())).toEqual({ tookEffect: 'no' })
    expect(adapter.account).not.toBe(other.account)
  })

  it.each([
    ['of these days is not read to its end', new Date(), 'unknown'],
    ['is read as far as the first try', new Date(0), 'no'],
  ] as const)('a list that %s', async (_name, created, tookEffect) => {
    const messages = [{ sid: 'SM1', body: 'Another', date_created: created.toUTCString() }]
    const next_page_uri = '/2010-04-01/Accounts/AC/Messages.json?Page=1'
    sandbox.faults.add({ kind: 'answer', status: 200, body: { messages, next_page_uri }, times: 'always' })
    const found = await adapterFor(sandbox).reconcile?.(deliver(freshPhone(), 'Hi'), none, patiently())
    expect(found).toEqual({ tookEffect })
  })

  it.each([
    'http://[',
    'https://files.example.com/2',
  ])('does not follow the list to %s, and looks again later', async (next) => {
    sandbox.faults.add({ kind: 'answer', status: 200, body: { messages: [], next_page_uri: next } })
    const looking = adapterFor(sandbox).reconcile?.(deliver(freshPhone(), 'Hi'), none, patiently())
    await expect(looking).rejects.toMatchObject({ code: 'platform-reply-invalid', remedy: 'backoff' })
  })

  it('finds it behind a trial account’s sentence, and on a later page', async () => {
    const adapter = adapterFor(sandbox)
    const command = deliver(freshPhone(), 'The first')
    sandbox.switches.set({ trial: true })
    const { carrierId } = await adapter.send(command, patiently())
    for (let n = 0; n < 120; n += 1) await adapter.send(deliver(command.to, `${n}`), patiently())
    expect(await adapter.reconcile?.(command, none, patiently())).toEqual({ tookEffect: 'yes', carrierId })
  })
})

describe('nothing that a person may read tells a secret or a customer’s words', () => {
  const CANARY = 'canary-5d1f'
  it.each<[string, WrittenFault]>([
    [
      'a refusal that repeats the request',
      { kind: 'answer', status: 400, body: { code: 21211, message: CANARY } },
    ],
    ['an internal error', { kind: 'answer', status: 500, body: CANARY }],
    ['a cut connection', { kind: 'cut' }],
    ['a page', { kind: 'html', status: 200 }],
  ])('%s', async (_name, fault) => {
    const adapter = adapterFor(sandbox)
    const customer = freshPhone()
    sandbox.faults.add(fault)
    const thrown = await adapter.send(deliver(customer, CANARY), patiently()).catch((error: unknown) => error)
    const text = [thrown, adapter].map((value) => inspect(value, { depth: 20, showHidden: true })).join('\n')
    const { authToken } = sandbox.credentials
    for (const secret of [CANARY, customer, authToken]) expect(text.includes(secret)).toBe(false)
  })
})

function base() {
  return { apiUrl: sandbox.url, ...sandbox.credentials, from: sandbox.numbers[0] ?? '' }
}

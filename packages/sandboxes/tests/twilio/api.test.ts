import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { callerOf, customer, number, sandboxFor } from './with-sandbox'

const message = { To: customer, From: number, Body: 'Hello' }

describe('sending a message', () => {
  it('is answered with the message, queued', async () => {
    const sandbox = await sandboxFor({ pace: 1_000 })
    expect(await callerOf(sandbox).send(message)).toMatchObject({
      status: 201,
      body: { status: 'queued', direction: 'outbound-api', body: 'Hello', date_sent: null, num_media: '0' },
    })
    expect(sandbox.thread(customer)).toMatchObject([{ body: 'Hello' }])
  })

  it.each<[string, Record<string, string> | string[][], number]>([
    ['nobody to send to', { From: number, Body: 'Hello' }, 21604],
    ['a number that is none', { ...message, To: '12' }, 21211],
    ['no number to send from', { To: customer, Body: 'Hello' }, 21603],
    ['a number of somebody else', { ...message, From: '+12025550999' }, 21606],
    ['itself', { ...message, To: number }, 21266],
    ['nothing to say', { To: customer, From: number }, 21602],
    ['too much to say', { ...message, Body: 'a'.repeat(1_601) }, 21617],
    ['a file that is nowhere', { ...message, MediaUrl: 'file:///etc/passwd' }, 21620],
    [
      'too many files',
      [...Object.entries(message), ...Array.from({ length: 11 }, () => ['MediaUrl', 'https://a.example/1'])],
      21623,
    ],
    ['nowhere to report', { ...message, StatusCallback: 'nowhere' }, 21609],
  ])('is refused with %s', async (_name, fields, code) => {
    const sandbox = await sandboxFor()
    expect(await callerOf(sandbox).send(fields)).toMatchObject({ status: 400, body: { code, status: 400 } })
    expect(sandbox.thread(customer)).toEqual([])
  })

  it('is refused after STOP, and taken after START', async () => {
    const sandbox = await sandboxFor()
    const api = callerOf(sandbox)
    await sandbox.write({ from: customer, to: number, text: 'Stop' })
    expect(await api.send(message)).toMatchObject({ status: 400, body: { code: 21610 } })
    await sandbox.write({ from: customer, to: number, text: 'START' })
    expect(await api.send(message)).toMatchObject({ status: 201 })
    expect(sandbox.thread(customer).map(({ direction }) => direction)).toEqual([
      'inbound',
      'outbound-reply',
      'inbound',
      'outbound-reply',
      'outbound-api',
    ])
  })

  it('is for the account only', async () => {
    const sandbox = await sandboxFor()
    expect(await callerOf(sandbox, 'wrong').send(message)).toMatchObject({
      status: 401,
      body: { code: 20003 },
    })
    expect(await callerOf(sandbox).get('/2010-04-01/Accounts/AC1/Messages.json')).toMatchObject({
      status: 404,
      body: { code: 20404 },
    })
  })

  it('is limited where a switch says so', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const sandbox = await sandboxFor({ switches: { requestsPerSecond: 1 } })
    const api = callerOf(sandbox)
    await api.send(message)
    expect(await api.send(message)).toMatchObject({ status: 429, body: { code: 20429 } })
  })
})

describe('the list', () => {
  it('is filtered by number and day, and comes by pages, newest first', async () => {
    const sandbox = await sandboxFor({ pace: 1_000 })
    const api = callerOf(sandbox)
    for (const Body of ['1', '2', '3']) await api.send({ ...message, Body })
    await api.send({ ...message, To: '+12025550124' })
    const query = `To=${encodeURIComponent(customer)}&From=${encodeURIComponent(number)}`
    const first = await api.list(`${query}&PageSize=2`)
    expect(first.body.messages).toHaveLength(2)
    const second = await api.get(String(first.body.next_page_uri))
    expect(second.body).toMatchObject({ messages: [expect.anything()], next_page_uri: null })
    // What is still queued has no day on which it was sent.
    expect((await api.list(`${query}&DateSent>=2020-01-01`)).body.messages).toEqual([])
  })

  it('may not have what was just taken', async () => {
    const sandbox = await sandboxFor({ switches: { listLagMilliseconds: 60_000 } })
    const api = callerOf(sandbox)
    await api.send(message)
    expect((await api.list('')).body.messages).toEqual([])
  })
})

it('lists the newest first, also of what was sent in the same millisecond', async () => {
  const caller = callerOf(await sandboxFor())
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  for (const Body of ['one', 'two', 'three']) await caller.send({ To: customer, From: number, Body })
  const { body } = await caller.list('')
  expect(body.messages).toMatchObject([{ body: 'three' }, { body: 'two' }, { body: 'one' }])
})

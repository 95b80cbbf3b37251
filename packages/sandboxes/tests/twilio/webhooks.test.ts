import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startTwilioSandbox } from '../../src'
import { callerOf, customer, number, sandboxFor } from './with-sandbox'

/** Receives webhooks for one test; the next answers have these statuses, then 200. */
async function receiver(...answers: number[]) {
  const received: { fields: URLSearchParams; signature: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const signature = String(request.headers['x-twilio-signature'])
      received.push({ fields: new URLSearchParams(body), signature })
      response.writeHead(answers.shift() ?? 200, { 'content-type': 'text/xml' }).end('<Response/>')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The receiver listens on no port.')
  const url = `http://127.0.0.1:${address.port}/hook?a=1`
  return { url, received, values: (name: string) => received.map(({ fields }) => fields.get(name)) }
}

describe('what a customer writes', () => {
  it('is posted to the number’s webhook, signed over the address and the fields', async () => {
    const sandbox = await sandboxFor()
    const { url, received } = await receiver()
    sandbox.connectNumber(number, { webhookUrl: url })
    const outcome = await sandbox.write({ from: customer, to: number, text: 'Hi & bye' })
    expect(outcome.status).toBe(200)
    const [post] = received
    expect(Object.fromEntries(post?.fields ?? [])).toMatchObject({
      MessageSid: outcome.sid,
      From: customer,
      To: number,
      Body: 'Hi & bye',
      NumMedia: '0',
    })
    const pairs = [...(post?.fields ?? [])].sort(([one], [other]) => (one < other ? -1 : 1))
    const signed = url + pairs.flat().join('')
    const expected = createHmac('sha1', sandbox.credentials.authToken).update(signed).digest('base64')
    expect(post?.signature).toBe(expected)
  })

  it('is posted again where a switch says so, and on demand', async () => {
    const sandbox = await sandboxFor({ switches: { webhookTries: 3, webhookTryEveryMilliseconds: 1 } })
    const { url, values } = await receiver(500, 503)
    sandbox.connectNumber(number, { webhookUrl: url })
    const { sid, status } = await sandbox.write({ from: customer, to: number, text: 'Hi' })
    expect(status).toBe(200)
    await sandbox.redeliver(sid)
    expect(values('MessageSid')).toEqual([sid, sid, sid, sid])
  })

  it('brings a file that only the account may fetch, by way of a store that wants no credentials', async () => {
    const sandbox = await sandboxFor()
    const { url, received } = await receiver()
    sandbox.connectNumber(number, { webhookUrl: url })
    const content = new Uint8Array([1, 2, 3])
    await sandbox.write({ from: customer, to: number, media: [{ mediaType: 'image/png', content }] })
    const address = received[0]?.fields.get('MediaUrl0') ?? ''
    expect((await fetch(address)).status).toBe(401)
    const { accountSid, authToken } = sandbox.credentials
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    const answer = await fetch(address, { headers: { authorization }, redirect: 'manual' })
    expect(answer.status).toBe(307)
    const store = new URL(answer.headers.get('location') ?? '', address)
    expect((await fetch(store, { headers: { authorization } })).status).toBe(400)
    expect(new Uint8Array(await (await fetch(store)).arrayBuffer())).toEqual(content)
  })

  it('says what the number took the message for, with Advanced Opt-Out', async () => {
    const sandbox = await sandboxFor({ switches: { advancedOptOut: true } })
    const { url, values } = await receiver()
    sandbox.connectNumber(number, { webhookUrl: url })
    for (const text of ['hi', 'stop', 'start']) await sandbox.write({ from: customer, to: number, text })
    expect(values('OptOutType')).toEqual([null, 'STOP', 'START'])
  })
})

describe('what became of a message', () => {
  const told = async (switches: Parameters<typeof startTwilioSandbox>[0] & object, count: number) => {
    const sandbox = await sandboxFor(switches)
    const { url, values } = await receiver()
    await callerOf(sandbox).send({ To: customer, From: number, Body: 'Hi', StatusCallback: url })
    await vi.waitFor(() => expect(values('MessageStatus')).toHaveLength(count), 10_000)
    return { statuses: values('MessageStatus'), codes: values('ErrorCode') }
  }

  it('is reported', async () => {
    expect((await told({}, 2)).statuses).toEqual(['sent', 'delivered'])
  })

  it('is reported in another order, or twice', async () => {
    expect((await told({ switches: { callbacks: 'reversed' } }, 2)).statuses).toEqual(['delivered', 'sent'])
    expect((await told({ switches: { callbacks: 'twice' } }, 4)).statuses).toEqual([
      'sent',
      'sent',
      'delivered',
      'delivered',
    ])
  })

  it('is a failure with its number', async () => {
    const { statuses, codes } = await told({ switches: { outcome: 'undelivered', errorCode: 30006 } }, 2)
    expect(statuses).toEqual(['sent', 'undelivered'])
    expect(codes).toEqual([null, '30006'])
  })
})

it('keeps everything in its file, and brings what was on its way when it stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twilio-state-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const stateFile = join(folder, 'twilio.jsonl')
  const first = await startTwilioSandbox({ stateFile, pace: 60_000 })
  await first.write({ from: customer, to: number, text: 'Hi' })
  await callerOf(first).send({ To: customer, From: number, Body: 'Hello' })
  await first.close()
  const again = await sandboxFor({ stateFile })
  await vi.waitFor(() => expect(again.thread(customer).at(-1)?.status).toBe('delivered'), 10_000)
  expect(again.thread(customer).map(({ body }) => body)).toEqual(['Hi', 'Hello'])
})

it('brings a message that had left and not arrived when it stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twilio-state-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const stateFile = join(folder, 'twilio.jsonl')
  const first = await startTwilioSandbox({ stateFile, pace: 0, switches: { outcome: 'sent' } })
  await callerOf(first).send({ To: customer, From: number, Body: 'Hello' })
  await vi.waitFor(() => expect(first.thread(customer).at(-1)?.status).toBe('sent'), 10_000)
  await first.close()
  const again = await sandboxFor({ stateFile })
  await vi.waitFor(() => expect(again.thread(customer).at(-1)?.status).toBe('delivered'), 10_000)
})

it('is a phone in the browser', async () => {
  const sandbox = await sandboxFor()
  const page = await (await fetch(sandbox.phoneUrl)).text()
  expect(page).toContain('<title>Phone')
  const written = await fetch(`${sandbox.phoneUrl}messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: customer, to: number, text: 'From the page' }),
  })
  expect(written.status).toBe(201)
  const path = `phones/${encodeURIComponent(customer)}/threads/${encodeURIComponent(number)}`
  expect(await (await fetch(`${sandbox.phoneUrl}${path}`)).json()).toMatchObject([
    { mine: true, text: 'From the page' },
  ])
  const wrong = await fetch(`${sandbox.phoneUrl}messages`, { method: 'POST', body: '{"from":"1"}' })
  expect(wrong.status).toBe(400)
})

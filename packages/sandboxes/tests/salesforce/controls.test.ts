import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startSalesforceSandbox } from '../../src'
import { customer } from './customer'
import { openStream } from './event-source'
import { sandbox } from './start'

const patch = (url: string, body: unknown) => fetch(url, { method: 'PATCH', body: JSON.stringify(body) })
const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) })

describe('faults', () => {
  it('answer in the place of the platform, so many times, after so many', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const path = '/iamessage/api/v2/conversation/list'
    started.faults.add({
      kind: 'answer',
      path,
      status: 503,
      headers: { 'retry-after': '7' },
      skip: 1,
      times: 2,
    })
    const statuses: number[] = []
    for (let call = 0; call < 4; call += 1)
      statuses.push((await client.call('GET', '/conversation/list')).status)
    expect(statuses).toEqual([200, 503, 503, 200])
  })

  it('can strike after the request has taken effect', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    started.faults.add({ kind: 'cut', path: '*/conversation', when: 'after' })
    await expect(client.create(conversationId)).rejects.toThrow('fetch failed')
    expect(started.conversation(conversationId)).toBeDefined()
    started.faults.add({ kind: 'cut', path: '*/conversation', when: 'before' })
    await expect(client.create(randomUUID())).rejects.toThrow('fetch failed')
    expect(started.conversations()).toHaveLength(1)
    started.faults.add({ kind: 'answer', path: '*/message', when: 'after', status: 500 })
    expect((await client.say(conversationId, 'Did it arrive?')).status).toBe(500)
    expect(started.conversation(conversationId)?.transcript.map(({ text }) => text)).toContain(
      'Did it arrive?',
    )
  })

  it('hang, answer with HTML, and delay', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const list = (signal?: AbortSignal) =>
      fetch(`${started.url}/iamessage/api/v2/conversation/list`, {
        headers: { authorization: `Bearer ${client.accessToken}` },
        ...(signal === undefined ? {} : { signal }),
      })
    started.faults.add({ kind: 'hang' })
    await expect(list(AbortSignal.timeout(100))).rejects.toThrow('timeout')
    started.faults.add({ kind: 'html' })
    const html = await list()
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    started.faults.add({ kind: 'delay', milliseconds: 1 })
    expect((await list()).status).toBe(200)
  })

  it('that delay hold up no process whose sandbox is closed', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    const started = await startSalesforceSandbox()
    started.faults.add({ kind: 'delay', milliseconds: 600_000 })
    const waiting = fetch(`${started.url}/services/oauth2/token`, { method: 'POST' })
    waiting.catch(() => {})
    await expect.poll(() => started.faults.list()).toEqual([])
    await started.close()
    await expect(waiting).rejects.toThrow('fetch failed')
    expect(timers()).toBeLessThanOrEqual(before)
  })

  it('repeat the request in the answer where they are told to', async () => {
    const started = await sandbox()
    const client = await customer(started)
    started.faults.add({ kind: 'answer', status: 400, body: { message: 'No.' }, repeatsRequest: true })
    started.faults.add({ kind: 'html', repeatsRequest: true })
    for (const about of [{ message: 'No.' }, undefined]) {
      const answer = await client.call('POST', '/conversation', { conversationId: 'told-again' })
      const text = await answer.text()
      expect(text).toContain('told-again')
      expect(text).toContain(client.accessToken)
      if (about) expect(JSON.parse(text)).toMatchObject(about)
    }
  })

  it('are set and cleared over HTTP; a badly written one is explained', async () => {
    const { url } = await sandbox()
    expect((await post(`${url}/sandbox/faults`, { kind: 'hang', times: 'always' })).status).toBe(201)
    expect(await (await fetch(`${url}/sandbox/faults`)).json()).toMatchObject([{ fault: { kind: 'hang' } }])
    expect((await fetch(`${url}/sandbox/faults`, { method: 'DELETE' })).status).toBe(204)
    const bad = await post(`${url}/sandbox/faults`, { kind: 'explode' })
    expect(bad.status).toBe(400)
    expect((await bad.json()).error).toContain('kind')
  })
})

describe('control faces', () => {
  it('list the switches with what they mean, and turn them', async () => {
    const started = await sandbox()
    const listed = await (await fetch(`${started.url}/sandbox/switches`)).json()
    expect(listed).toContainEqual({
      name: 'welcome',
      description: 'When routing starts and the bot welcomes the customer.',
      default: 'on-create',
      value: 'on-create',
      allowed: expect.objectContaining({ enum: ['on-create', 'on-first-message', 'never'] }),
    })
    expect((await patch(`${started.url}/sandbox/switches`, { welcome: 'never' })).status).toBe(200)
    expect(started.switches.current.welcome).toBe('never')
    expect((await patch(`${started.url}/sandbox/switches`, { welcom: 'never' })).status).toBe(400)
    expect((await patch(`${started.url}/sandbox/switches`, { welcome: 'later' })).status).toBe(400)
    expect(() => started.switches.set({ pingMilliseconds: -1 })).toThrow()
  })

  it('show what was received: with credentials in the process, without them over HTTP', async () => {
    const started = await sandbox()
    const client = await customer(started)
    await client.create('a1b2c3d4-0000-4000-8000-000000000001')
    expect(started.requests().at(-1)).toMatchObject({
      method: 'POST',
      path: '/iamessage/api/v2/conversation',
      headers: { authorization: `Bearer ${client.accessToken}` },
      body: { conversationId: 'a1b2c3d4-0000-4000-8000-000000000001' },
      status: 201,
    })
    const shown = await (await fetch(`${started.url}/sandbox/requests`)).text()
    expect(shown).toContain('a1b2c3d4-0000-4000-8000-000000000001')
    expect(shown).not.toContain(client.accessToken)
  })

  it('hide over HTTP the credentials in bodies, too', async () => {
    const started = await sandbox()
    const { clientId, clientSecret } = started.credentials
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    await fetch(`${started.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
    const path = `${started.url}/iamessage/api/v2/authorization/authenticated/access-token`
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ customerIdentityToken: 'the customer’s own token', platform: 'Web' })
    await fetch(path, { method: 'POST', headers, body })
    const shown = await (await fetch(`${started.url}/sandbox/requests`)).text()
    expect(shown).toContain('client_credentials')
    expect(shown).not.toContain(clientSecret)
    expect(shown).toContain('"platform":"Web"')
    expect(shown).not.toContain('the customer’s own token')
    expect(started.requests()[0]?.body).toContain(clientSecret)
  })

  it('let the person at the desk offer choices, and show which one was picked', async () => {
    const started = await sandbox({ switches: { autoAgent: false } })
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    started.agent(conversationId, { action: 'join' })
    started.agent(conversationId, { action: 'offer', text: 'Which?', titles: ['Light blue', 'Red'] })
    started.agent(conversationId, { action: 'attach' })
    await client.call('POST', `/conversation/${conversationId}/message`, {
      message: {
        id: randomUUID(),
        messageType: 'ChoicesResponseMessage',
        inReplyToMessageId: randomUUID(),
        choicesResponse: {
          formatType: 'Selections',
          selectedOptions: [{ optionIdentifier: 'light-blue' }],
        },
      },
      esDeveloperName: started.credentials.deployment,
    })
    const said = started.conversation(conversationId)?.transcript.filter(({ kind }) => kind === 'message')
    expect(said?.slice(-3).map(({ text }) => text)).toEqual([
      'Which? · Light blue · Red',
      'receipt.txt',
      'Light blue',
    ])
  })

  it('leave nothing running when the port is taken', async () => {
    const { url } = await sandbox()
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    await expect(startSalesforceSandbox({ port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are a desk: the open page makes customers wait, and everything can be done from it', async () => {
    const started = await sandbox()
    const page = await (await fetch(started.deskUrl)).text()
    expect(page).toContain('aria-label="Message to the customer"')
    const desk = await openStream(`${started.url}/sandbox/events`, {})
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId, { routingAttributes: { _firstName: 'Ada', _lastName: 'Lovelace' } })
    await client.say(conversationId, 'human please')
    await desk.until(() => started.conversation(conversationId)?.state === 'waiting')
    expect(await (await fetch(`${started.url}/sandbox/conversations`)).json()).toMatchObject([
      { conversationId, customer: 'Ada Lovelace', state: 'waiting' },
    ])
    const act = (action: object) =>
      post(`${started.url}/sandbox/conversations/${conversationId}/agent`, action)
    expect((await act({ action: 'say', text: 'Hi' })).status).toBe(409)
    expect(await (await act({ action: 'join', name: 'Grace' })).json()).toMatchObject({ agent: 'Grace' })
    await act({ action: 'say', text: 'Hi' })
    const shown = await (await fetch(`${started.url}/sandbox/conversations/${conversationId}`)).json()
    expect(shown.transcript.at(-1)).toMatchObject({ author: { role: 'agent', name: 'Grace' }, text: 'Hi' })
    expect((await act({ action: 'dance' })).status).toBe(400)
    expect((await post(`${started.url}/sandbox/conversations/nobody/agent`, { action: 'end' })).status).toBe(
      404,
    )
  })

  it('do things once: cut streams, expire sessions and tokens', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    const stream = await client.stream()
    expect(
      (await post(`${started.url}/sandbox/actions`, { action: 'cut-streams', conversationId })).status,
    ).toBe(204)
    await stream.end()
    await post(`${started.url}/sandbox/actions`, { action: 'expire-session', conversationId })
    expect((await client.say(conversationId, 'Hi')).status).toBe(417)
    await post(`${started.url}/sandbox/actions`, { action: 'expire-customer-tokens' })
    expect((await client.say(conversationId, 'Hi')).status).toBe(401)
  })
})

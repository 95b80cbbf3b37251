import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { salesforceSandboxCredentials } from '../../src'
import { partner } from './partner'
import { sandbox } from './start'

const { byocAddress } = salesforceSandboxCredentials
const CUSTOMER = '+14155550123'
const SOON = { timeout: 30_000 }

describe('the Interaction Service', () => {
  it('gets or creates one conversation an end user, and Salesforce speaks first', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    const { heard, subscription } = await byoc.listen(-1)
    await subscription
    const first = await byoc.create(CUSTOMER, { routingAttributes: { _firstName: 'Ada' } })
    const { conversationIdentifier, messagingSessionId } = await first.json()
    expect([first.status, messagingSessionId]).toEqual([202, expect.stringMatching(/^0Mw/)])
    expect(await (await byoc.create(CUSTOMER)).json()).toMatchObject({
      conversationIdentifier,
      success: true,
    })
    await expect.poll(() => heard.some(({ text }) => text?.startsWith('Hello Ada!')), SOON).toBe(true)
    expect(JSON.parse(heard[0]?.raw ?? '')).toMatchObject({
      conversationIdentifier,
      channelAddressIdentifier: byocAddress,
      recipient: { appType: 'custom', subject: CUSTOMER, role: 'EndUser' },
      payload: { entryType: 'RoutingResult', entryPayload: { routingType: 'Initial' } },
    })
  })

  it('takes a message once, answers it and acknowledges it', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    const { heard, subscription } = await byoc.listen(-2)
    await subscription
    const id = randomUUID()
    const sent = await byoc.say(CUSTOMER, 'Where is my order?', id)
    expect([sent.status, await sent.json()]).toEqual([202, expect.objectContaining({ id, success: true })])
    const again = await byoc.say(CUSTOMER, 'Where is my order?', id)
    expect([again.status, (await again.json()).code]).toEqual([400, 10073])
    await expect.poll(() => heard.some(({ text }) => text?.includes('arrives tomorrow')), SOON).toBe(true)
    expect(heard.map(({ entryType }) => entryType)).toEqual(
      expect.arrayContaining(['DeliveryAcknowledgement', 'ReadAcknowledgement']),
    )
    expect(heard.some(({ text }) => text === 'Where is my order?')).toBe(false)
  })

  it('takes attachments, typing, failures, receipts, consent and the end of a session', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    const { conversationIdentifier } = await (await byoc.create(CUSTOMER)).json()
    const file = new File([new Uint8Array(10)], 'photo.png', { type: 'image/png' })
    const attachment = { interactionType: 'AttachmentInteraction', timestamp: 1, attachmentIndex: 0 }
    expect(
      (await byoc.interact(CUSTOMER, { ...attachment, id: randomUUID(), contentLength: 10 }, file)).status,
    ).toBe(202)
    const short = await byoc.interact(CUSTOMER, { ...attachment, id: randomUUID(), contentLength: 9 }, file)
    expect((await short.json()).code).toBe(10051)

    const entry = (payload: object) =>
      byoc.interact(CUSTOMER, { interactionType: 'EntryInteraction', timestamp: 1, payload })
    await entry({ entryType: 'TypingStartedIndicator', id: randomUUID(), timestamp: 1 })
    expect(running.conversation(conversationIdentifier)?.customerTyping).toBe(true)

    const acknowledged = await byoc.call('POST', '/acknowledgement', {
      sender: { subject: CUSTOMER, role: 'EndUser', appType: 'custom' },
      conversationIdentifier,
      acknowledgements: [
        {
          acknowledgementTimestamp: '1',
          acknowledgementType: 'Read',
          acknowledgedConversationEntryIdentifier: randomUUID(),
          acknowledgmentCreatedConversationEntryIdentifier: randomUUID(),
        },
      ],
    })
    expect(await acknowledged.json()).toEqual({ success: true })
    const consent = {
      endUserClientId: CUSTOMER,
      channelAddressIdentifier: byocAddress,
      consentStatus: 'OptedOut',
    }
    expect((await byoc.call('PATCH', '/consent', consent)).status).toBe(200)
    running.switches.set({ consentOwner: 'salesforce' })
    expect((await (await byoc.call('PATCH', '/consent', consent)).json()).code).toBe(10022)

    const end = {
      conversationIdentifier,
      channelAddressIdentifier: byocAddress,
      endUserClientId: CUSTOMER,
      operation: 'End',
    }
    expect(await (await byoc.call('POST', '/messagingSession', end)).json()).toEqual({ success: true })
    expect(await (await byoc.call('POST', '/messagingSession', end)).json()).toEqual({
      success: false,
      errorReason: 'SESSION_NOT_FOUND',
    })
    expect(running.conversation(conversationIdentifier)?.state).toBe('ended')
  })

  it('leaves a person who was faster than the bot in the conversation', async () => {
    const running = await sandbox({ pace: 20, switches: { autoAgent: false } })
    const byoc = await partner(running)
    const { heard, subscription } = await byoc.listen(-1)
    await subscription
    const { conversationIdentifier } = await (await byoc.create(CUSTOMER)).json()
    running.agent(conversationIdentifier, { action: 'join' })
    await byoc.say(CUSTOMER, 'Hello?')
    await expect
      .poll(() => heard.some(({ entryType }) => entryType === 'ReadAcknowledgement'), SOON)
      .toBe(true)
    expect(running.conversation(conversationIdentifier)?.state).toBe('with-agent')
  })

  it('is routed by the partner where the switch says so', async () => {
    const running = await sandbox({ switches: { byocRouting: 'by-partner' } })
    const byoc = await partner(running)
    const { conversationIdentifier } = await (await byoc.create(CUSTOMER)).json()
    const lines = () => running.conversation(conversationIdentifier)?.transcript ?? []
    expect(lines()).toEqual([])
    const routed = await byoc.call('POST', '/route', { conversationIdentifier, routingType: 'Initial' })
    expect([routed.status, (await routed.json()).success]).toEqual([202, true])
    await expect.poll(() => lines().some(({ author }) => author.role === 'bot')).toBe(true)
    running.switches.set({ byocRouting: 'on-conversation' })
    expect(
      (await byoc.call('POST', '/route', { conversationIdentifier, routingType: 'Initial' })).status,
    ).toBe(400)
  })

  it('asks the partner to route a conversation to a person, and waits for it', async () => {
    const running = await sandbox({ switches: { byocRouting: 'by-partner' } })
    const byoc = await partner(running)
    const { routingRequests, subscription } = await byoc.listen(-1)
    await subscription
    const { conversationIdentifier } = await (await byoc.create(CUSTOMER)).json()
    const route = (routingType: string) =>
      byoc.call('POST', '/route', { conversationIdentifier, routingType })
    await route('Initial')
    const view = () => running.conversation(conversationIdentifier)
    await expect.poll(() => view()?.transcript.some(({ author }) => author.role === 'bot')).toBe(true)
    await byoc.say(CUSTOMER, 'a person, please')
    await expect.poll(() => routingRequests.length).toBe(1)
    expect(routingRequests[0]).toMatchObject({
      channelAddressIdentifier: salesforceSandboxCredentials.byocAddress,
      recipient: { subject: CUSTOMER, role: 'EndUser', appType: 'custom' },
      payload: {
        conversationIdentifier,
        routingType: 'Transfer',
        routingParameters: { queueId: salesforceSandboxCredentials.transferQueueId },
        workRecordId: expect.stringMatching(/^0Mw/),
      },
    })
    expect(view()?.state).toBe('with-bot')
    expect((await route('Transfer')).status).toBe(202)
    await expect.poll(() => view()?.state).toBe('with-agent')
  })

  it.each([
    ['a wrong org', { orgid: '00D000000000000' }, 10016],
    ['a request id that is no UUID', { requestid: '1' }, 10016],
    ['another channel definition', { authorizationcontext: 'Other' }, 10005],
    ['no valid token', { authorization: 'Bearer nonsense' }, 10004],
  ])('refuses %s', async (_what, header, code) => {
    const byoc = await partner(await sandbox())
    expect((await (await byoc.call('POST', '/conversation', {}, header)).json()).code).toBe(code)
  })

  it('refuses an unknown address, an unknown conversation and ids that do not match', async () => {
    const byoc = await partner(await sandbox())
    const codeOf = async (answer: Response) => (await answer.json()).code
    expect(await codeOf(await byoc.create(CUSTOMER, { channelAddressIdentifier: 'elsewhere' }))).toBe(10017)
    expect(await codeOf(await byoc.say(CUSTOMER, 'Hi', randomUUID(), randomUUID()))).toBe(10060)
    const unknown = { conversationIdentifier: randomUUID(), routingType: 'Initial' }
    expect(await codeOf(await byoc.call('POST', '/route', unknown))).toBe(10018)
    expect(await codeOf(await byoc.call('POST', '/conversation', {}))).toBe(10089)
  })
})

describe('the platform event', () => {
  it('is replayed after the given replay id, each event once and in order', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    await byoc.create(CUSTOMER)
    const first = await byoc.listen(-2)
    await expect.poll(() => first.heard.length, SOON).toBe(8)
    const middle = first.heard[3]?.replayId ?? 0
    const second = await byoc.listen(middle)
    await expect.poll(() => second.heard.length, SOON).toBe(4)
    await byoc.say(CUSTOMER, 'Hi')
    await expect.poll(() => second.heard.some(({ text }) => text === 'You said: Hi'), SOON).toBe(true)
    await expect.poll(() => first.heard.length, SOON).toBe(second.heard.length + 4)
    const ids = first.heard.map(({ replayId }) => replayId)
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other))
  })

  it('has the flat form where the switch says so', async () => {
    const running = await sandbox({ switches: { platformEventPayload: 'flat' } })
    const byoc = await partner(running)
    await byoc.create(CUSTOMER)
    const { heard } = await byoc.listen(-2)
    await expect.poll(() => heard.length, SOON).toBeGreaterThan(0)
    expect(JSON.parse(heard[0]?.raw ?? '')).toMatchObject({ entryType: 'RoutingResult', entryPayload: {} })
  })

  it('is refused for a replay id that is not kept any more', async () => {
    const byoc = await partner(await sandbox({ switches: { retainedEvents: 2 } }))
    await byoc.create(CUSTOMER)
    const { subscription } = await byoc.listen(5)
    await expect(Promise.resolve(subscription)).rejects.toMatchObject({
      message: expect.stringContaining('replayId {5} you provided was invalid'),
    })
  })

  it('is lost to a client whose token is revoked, which hears of it on its next connect', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    const { failures, heard, subscription } = await byoc.listen(-1)
    await subscription
    await byoc.create(CUSTOMER)
    await expect.poll(() => heard.length, SOON).toBeGreaterThan(0)
    running.expireAccessTokens()
    running.agent(running.conversations()[0]?.conversationId ?? '', { action: 'join' })
    await expect
      .poll(() => failures, SOON)
      .toMatchObject([{ channel: '/meta/connect', advice: { reconnect: 'none' } }])
  })

  it('is spoilt by faults like any other route', async () => {
    const running = await sandbox()
    const byoc = await partner(running)
    running.faults.add({ kind: 'answer', path: '/cometd/*', status: 503, times: 1 })
    const { subscription } = await byoc.listen(-1)
    await subscription
    const seen = running.requests().filter(({ path }) => path === '/cometd/66.0')
    expect(seen.slice(0, 2).map(({ status }) => status)).toEqual([503, 200])
  })
})

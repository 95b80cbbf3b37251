import type { EndReason } from '@conversation-hub/core'
import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { byocConnectorFor } from './byoc-sandbox'
import { sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, talk, words } from './talk'

const GREETING = 'Hello! I am Astro. How can I help you today?'
const context = () => ({ signal: AbortSignal.timeout(30_000) })
const sms = { customerDestination: '+14155550123', channel: 'sms' as const }

const end = (reason: EndReason) => ({ type: 'end', commandId: crypto.randomUUID(), reason }) as const

type Sandbox = Awaited<ReturnType<typeof sandboxFor>>
const requests = (sandbox: Sandbox, path: string) =>
  sandbox.requests().filter((request) => request.path === path)

describe('what becomes of a conversation on one’s own channel', () => {
  it('tells Salesforce what a carrier could not bring to the customer', async () => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    const spoken = await talk(connector, sms)
    await eventually(() => expect(words(spoken)).toEqual([GREETING]))
    const messageId = heardOf(spoken, 'message')[0]?.messageId ?? ''
    const commandId = crypto.randomUUID()
    const receipt = {
      type: 'receipt',
      commandId,
      messageId,
      status: 'failed',
      code: 'destination-invalid',
    } as const
    await connector.receipt?.(receipt, spoken.conversation.session, context())
    const told = requests(sandbox, '/api/v1/interactions').at(-1)
    expect(told).toMatchObject({
      status: 202,
      headers: { 'content-type': expect.stringContaining('multipart') },
    })
    // The JSON part is a field: with a file name, servers would take it for the attachment.
    expect(told?.body).toMatch(/name="json"\r\ncontent-type: application\/json\r\n\r\n\{/)
    expect(told?.body).toContain(`"failedConversationEntryIdentifier":"${messageId}"`)
    expect(told?.body).toContain('"errorCode":"destination-invalid"')
  })

  it.each(['10055', '10094'] as const)('goes through trouble that passes (%s), once', async (byocTrouble) => {
    const sandbox = await sandboxFor({ switches: { byocTrouble } })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    await eventually(() => expect(words(spoken)).toEqual([GREETING]))
    await spoken.conversation.send('order')
    await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
    const [only, ...others] = sandbox.conversations()
    expect(others).toEqual([])
    const lines = sandbox.conversation(only?.conversationId ?? '')?.transcript ?? []
    expect(lines.filter(({ text }) => text === 'order')).toHaveLength(1)
  })

  it.each([
    10018, 10025, 10071, 10072,
  ])('has ended where Salesforce knows nothing of it any more (%i)', async (code) => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    const { session } = (await talk(connector, sms)).conversation
    sandbox.faults.add({
      kind: 'answer',
      status: 400,
      body: { code, message: '' },
      path: '*/messagingSession',
    })
    expect(await connector.end(end('customer-ended'), session, context())).toMatchObject({
      session: { ended: true },
    })
  })

  it('ends with the messaging session that its words went to', async () => {
    const sandbox = await sandboxFor({ switches: { byocRouting: 'on-interaction', autoAgent: false } })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    const begun = spoken.conversation.session.messagingSessionId
    const id = String(spoken.conversation.session.conversationIdentifier)
    spoken.conversation.close()
    sandbox.expireSession(id)
    const again = await talk(byocConnectorFor(sandbox), sms)
    await again.conversation.send('hello')
    expect(again.conversation.session.messagingSessionId).not.toBe(begun)
    await eventually(() => expect(words(again)).toContain(GREETING))
    sandbox.agent(id, { action: 'join' })
    sandbox.agent(id, { action: 'end' })
    await eventually(() => expect(endReason(again)).toEqual(['agent-ended']))
  })

  it('says so where Salesforce promises success and answers the contrary', async () => {
    const sandbox = await sandboxFor({ switches: { byocRouting: 'by-partner' } })
    const body = { success: false, reasonForNotRouting: 'canary' }
    sandbox.faults.add({ kind: 'answer', status: 202, body, path: '/api/v1/route' })
    const starting = talk(byocConnectorFor(sandbox, { routing: {} }), sms)
    await expect(starting).rejects.toMatchObject({
      code: 'platform-refused',
      message: expect.not.stringContaining('canary'),
    })
  })

  it('says so where the platform event has other fields than the settings name', async () => {
    const spoken = await talk(byocConnectorFor(await sandboxFor(), { eventTypeField: 'Kind__c' }), sms)
    const said = expect.stringContaining('without the field Kind__c; check eventTypeField')
    await eventually(() => expect(spoken.notices).toContainEqual(said))
    expect(words(spoken)).toEqual([])
  })

  it('is over for us where Salesforce does not let us end it', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    const body = { code: 15102, message: 'canary' }
    sandbox.faults.add({ kind: 'answer', status: 400, body, path: '/api/v1/messagingSession' })
    await spoken.conversation.end()
    expect(spoken.notices).toEqual([expect.stringContaining('does not let us end')])
  })

  it('is not over where Salesforce refuses to end it on a channel that we route', async () => {
    const sandbox = await sandboxFor({ switches: { byocRouting: 'by-partner' } })
    const connector = byocConnectorFor(sandbox, { routing: {} })
    const { session } = (await talk(connector, sms)).conversation
    const body = { code: 15102, message: '' }
    sandbox.faults.add({ kind: 'answer', status: 400, body, path: '/api/v1/messagingSession' })
    await expect(connector.end(end('customer-ended'), session, context())).rejects.toMatchObject({
      code: 'platform-refused',
    })
  })

  it('ends with the customer’s consent, and nothing more is told of it', async () => {
    const sandbox = await sandboxFor({ switches: { byocRouting: 'by-partner' } })
    const connector = byocConnectorFor(sandbox, { routing: {}, consent: 'ExplicitlyOptedIn' })
    const { session } = (await talk(connector, sms)).conversation
    const { session: over } = await connector.end(end('opted-out'), session, context())
    const told = requests(sandbox, '/api/v1/consent').map(({ body }) => Object(body).consentStatus)
    expect(told).toEqual(['ExplicitlyOptedIn', 'OptedOut'])
    const [ended] = requests(sandbox, '/api/v1/messagingSession')
    expect(ended?.body).toMatchObject({ sessionId: session.messagingSessionId, operation: 'End' })
    const typing = { type: 'typing', commandId: crypto.randomUUID(), typing: true } as const
    await expect(connector.typing?.(typing, over, context())).rejects.toMatchObject({
      code: 'conversation-ended',
    })
  })

  it('goes on with a new login where the old one is refused by a code alone', async () => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    const { session } = (await talk(connector, sms)).conversation
    const about = { commandId: crypto.randomUUID(), messageId: crypto.randomUUID(), status: 'read' } as const
    const path = '/api/v1/acknowledgement'
    sandbox.faults.add({ kind: 'answer', status: 400, body: { code: 10004 }, path })
    // And a receipt that has arrived before is none that was refused.
    sandbox.faults.add({ kind: 'answer', status: 400, body: { code: 10073 }, path })
    await connector.receipt?.({ type: 'receipt', ...about }, session, context())
    expect(requests(sandbox, path).map(({ status }) => status)).toEqual([400, 400])
  })

  it('is not ended by the late end of the customer’s last messaging session', async () => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    const spoken = await talk(connector, sms)
    const { arrival } = connector
    if (arrival.kind !== 'account-stream') throw new Error('an account stream was expected')
    const { session } = spoken.conversation
    const endOf = (id: string, at?: Date) =>
      ({ type: 'ended', id, ...(at && { at: at.toISOString() }), reason: 'customer-ended' }) as const
    expect(
      arrival.concerns?.(session, endOf(`ended ${String(session.messagingSessionId).slice(0, 15)}`)),
    ).toBe(true)
    expect(arrival.concerns?.(session, endOf('ended 0Mw000000000001'))).toBe(false)
    expect(arrival.concerns?.(session, endOf('ended', new Date(Date.now() - 3_600_000)))).toBe(false)
    expect(arrival.concerns?.(session, endOf('ended', new Date()))).toBe(true)
    await spoken.conversation.end()
    const again = await talk(connector, sms)
    await eventually(() => expect(words(again)).toContain(GREETING))
    expect(endReason(again)).toEqual([])
  })
})

describe('an app that Salesforce does not let in', () => {
  it.each([
    [{ scopes: 'api-only' }, 'platform-misconfigured', /scope interaction_api/],
    [{ clientApp: 'revoked' }, 'platform-auth-failed', /SALESFORCE_CLIENT_ID/],
    [
      { clientCredentials: 'disabled' },
      'platform-auth-failed',
      /client credentials flow is on and has a Run As user/,
    ],
  ] as const)('is told why: %j', async (switches, code, sentence) => {
    const starting = talk(byocConnectorFor(await sandboxFor({ switches })), sms)
    await expect(starting).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })
  })

  it.each([
    ['of key and clock', false],
    ['of a user who is not pre-authorized', true],
  ])('is told %s, where it signs its login', async (_, isKeyKnown) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const login = { clientSecret: undefined, username: 'integration@sandbox.example' }
    const settings = { ...login, privateKey: await exportPKCS8(privateKey) }
    const known = { publicKey: await exportSPKI(publicKey), switches: { userApproved: false } }
    const starting = talk(byocConnectorFor(await sandboxFor(isKeyKnown ? known : {}), settings), sms)
    await expect(starting).rejects.toMatchObject({
      code: 'platform-auth-failed',
      message: expect.stringMatching(/certificate.*pre-authorized.*SALESFORCE_LOGIN_URL.*clock/),
    })
  })
})

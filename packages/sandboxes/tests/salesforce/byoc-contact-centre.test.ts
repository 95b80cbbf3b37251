import { describe, expect, it } from 'vitest'
import { salesforceSandboxCredentials } from '../../src'
import { partner } from './partner'
import { sandbox } from './start'

const { byocAddress: channelAddressIdentifier } = salesforceSandboxCredentials
const CUSTOMER = '+14155550123'
const TYPED = { authorizationcontexttype: 'ConversationChannelDefinition' }

describe('the Interaction Service for contact centres', () => {
  async function routed() {
    const running = await sandbox({ switches: { byocRouting: 'by-partner', autoAgent: false } })
    const byoc = await partner(running)
    const { conversationIdentifier } = await (await byoc.create(CUSTOMER)).json()
    const route = { conversationIdentifier, routingType: 'Initial' }
    const { workItemId, routingCorrelationId } = await (await byoc.call('POST', '/route', route)).json()
    const codeOf = async (answer: Promise<Response>) => (await (await answer).json()).code
    return { running, byoc, conversationIdentifier, workItemId, routingCorrelationId, codeOf }
  }

  it('gives work to the partner’s own people, and takes it back', async () => {
    const { running, byoc, conversationIdentifier, workItemId, routingCorrelationId, codeOf } = await routed()
    const routingContext = { conversationIdentifier, routingType: 'Initial', routingCorrelationId }
    const work = { userId: '005SB0000000077', workItemId, routingContext }
    const both = { ...work, capacityWeight: 1, capacityPercentage: 50 }
    expect(await codeOf(byoc.call('POST', '/agentWork', both))).toBe(10013)
    const given = await byoc.call('POST', '/agentWork', { ...work, capacityWeight: 1 })
    expect(given.status).toBe(202)
    const { agentWorkId, success } = await given.json()
    expect([success, running.conversation(conversationIdentifier)?.agent]).toEqual([true, '005SB0000000077'])
    expect(await codeOf(byoc.call('POST', '/agentWork', work))).toBe(15109)
    const close = { workId: agentWorkId, status: 'Close', contextType: 'Agent' }
    expect(await codeOf(byoc.call('PATCH', '/agentWork', close))).toBe(10016)
    expect((await byoc.call('PATCH', '/agentWork', close, TYPED)).status).toBe(202)
    expect(running.conversation(conversationIdentifier)?.agent).toBeUndefined()
    expect(await codeOf(byoc.call('PATCH', '/agentWork', close, TYPED))).toBe(10082)
    expect(await codeOf(byoc.call('PATCH', '/agentWork', close, { authorizationcontexttype: 'Other' }))).toBe(
      10093,
    )
  })

  it('takes the results of routing, and checks them', async () => {
    const { byoc, conversationIdentifier, workItemId, codeOf } = await routed()
    const result = { conversationIdentifier, workItemId, externallyRouted: true }
    expect((await byoc.call('POST', '/routingResult', { ...result, success: true })).status).toBe(202)
    expect(await codeOf(byoc.call('POST', '/routingResult', { ...result, success: false }))).toBe(10034)
    const contradiction = { ...result, success: true, errorMessage: 'no' }
    expect(await codeOf(byoc.call('POST', '/routingResult', contradiction))).toBe(10033)
  })

  it('takes what was said before, of one customer and not older than a day', async () => {
    const { running, byoc, codeOf } = await routed()
    const customer = { subject: '+14155550199', role: 'EndUser', appType: 'custom' }
    const said = (clientTimestamp: number) => ({
      clientTimestamp,
      sender: customer,
      entryPayload: {
        entryType: 'Message',
        id: 'h1',
        abstractMessage: {
          messageType: 'StaticContentMessage',
          id: 'h1',
          staticContent: { formatType: 'Text', text: 'from before' },
        },
      },
    })
    const history = (at: number, people = [customer]) => ({
      channelAddressIdentifier,
      conversationParticipants: people.map((participant) => ({ participant, joinedTime: at })),
      conversationEntries: [said(at)],
    })
    const post = (body: object) => byoc.call('POST', '/conversationHistory', body, TYPED)
    expect(await codeOf(post(history(Date.now() - 90_000_000)))).toBe(10046)
    expect(await codeOf(post(history(Date.now(), [customer, customer])))).toBe(10044)
    expect((await post(history(Date.now()))).status).toBe(202)
    const lines = running
      .conversations()
      .flatMap(({ conversationId }) => running.conversation(conversationId)?.transcript ?? [])
    expect(lines.map(({ text }) => text)).toContain('from before')
  })

  it('lets somebody be taken out, and has no bot of the partner’s', async () => {
    const { byoc, conversationIdentifier, codeOf } = await routed()
    const leaving = { subject: CUSTOMER, role: 'EndUser', appType: 'custom' }
    const removal = { conversationIdentifier, participants: [leaving], operation: 'Remove' }
    expect(await (await byoc.call('POST', '/participant', removal)).json()).toEqual({ success: true })
    const stranger = { ...removal, participants: [{ ...leaving, subject: 'nobody' }] }
    expect(await codeOf(byoc.call('POST', '/participant', stranger))).toBe(10036)
    expect(await codeOf(byoc.call('POST', '/participant', { ...removal, operation: 'Add' }))).toBe(10097)
    expect(await codeOf(byoc.call('POST', '/conversationEntry', {}, TYPED))).toBe(10086)
  })
})

describe('trouble of the Interaction Service', () => {
  it.each([
    ['10055', 503, 'New'],
    ['10094', 504, 'taken'],
  ] as const)('that passes: %s', async (byocTrouble, status, effect) => {
    const running = await sandbox({ switches: { byocTrouble } })
    const byoc = await partner(running)
    expect((await byoc.create(CUSTOMER)).status).toBe(status)
    expect(running.conversations()).toHaveLength(effect === 'taken' ? 1 : 0)
    expect((await byoc.create(CUSTOMER)).status).toBe(202)
  })

  it('is answered with 400 where the status says nothing, and names the field that is wrong', async () => {
    const running = await sandbox({ switches: { byocStatus: '400', scopes: 'api-only' } })
    const byoc = await partner(running)
    const refused = await byoc.create(CUSTOMER)
    expect([refused.status, (await refused.json()).code]).toEqual([400, 10003])
    running.switches.set({ scopes: 'all' })
    expect((await (await byoc.create('', {})).json()).code).toBe(10053)
  })

  it('tells the partner of a customer who opted out by keyword', async () => {
    const running = await sandbox({ switches: { consentOwner: 'salesforce' } })
    const byoc = await partner(running)
    const { heard, subscription } = await byoc.listen(-1)
    await subscription
    await byoc.say(CUSTOMER, 'STOP')
    const consent = () => heard.find(({ entryType }) => entryType === 'EndUserConsentUpdated')?.raw
    await expect
      .poll(consent, { timeout: 30_000 })
      .toContain('"consentStatus":"OptOut","isEndUserInitiated":true')
  })
})

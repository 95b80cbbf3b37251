import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { amelia } from '@conversation-hub/amelia'
import { partsAsText } from '@conversation-hub/core'
import { createHub, type Hub } from '@conversation-hub/hub'
import { salesforceAgentforce, salesforceEnhancedChat } from '@conversation-hub/salesforce'
import {
  type AmeliaSandbox,
  type SalesforceSandbox,
  startAmeliaSandbox,
  startSalesforceSandbox,
} from '@conversation-hub/sandboxes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** The first line, who takes over, and the last words before that. */
const ways = [
  ['gateway', 'chat', 'I am looking for a colleague for you.'],
  ['web', 'chat', 'I am looking for a colleague for you.'],
  ['agent', 'chat', 'Let me find a person.'],
  ['agent', 'web', 'Let me find a person.'],
] as const

const starts = { chat: '/iamessage/api/v2/conversation', web: '/Amelia/api/conversations/new' }

describe('an escalation to another platform', () => {
  let ofAmelia: AmeliaSandbox
  let ofSalesforce: SalesforceSandbox
  let dataDir: string
  let hub: Hub

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'escalation-'))
    ofAmelia = await startAmeliaSandbox({ pace: 0, switches: { autoAgent: false, longpollSeconds: 1 } })
    ofSalesforce = await startSalesforceSandbox({ pace: 0 })
    const { username, password, domain } = ofAmelia.credentials
    const { orgId, deployment, agentId, clientId, clientSecret } = ofSalesforce.credentials
    const ofGateway = { url: ofAmelia.url, domain, credentials: { username, password } }
    hub = await createHub({
      database: { dataDir },
      secretKey: 'the secret key of the tests',
      platforms: {
        gateway: amelia(ofGateway),
        web: amelia({ ...ofGateway, transport: 'web-channel' }),
        chat: salesforceEnhancedChat({ scrtUrl: ofSalesforce.url, orgId, deployment }),
        agent: salesforceAgentforce({ loginUrl: ofSalesforce.url, clientId, clientSecret, agentId }),
      },
      hubs: Object.fromEntries(
        ways.map(([from, to]) => [
          `${from}-${to}`,
          { platform: from, escalateTo: to, words: { escalated: 'A colleague takes over.' } },
        ]),
      ),
      resources: Object.fromEntries(
        ways.map(([from, to]) => [`${from}-${to}`, { channel: 'sms', hub: `${from}-${to}` }]),
      ),
    })
  })
  afterAll(async () => {
    await hub?.close()
    await Promise.all([ofAmelia?.close(), ofSalesforce?.close()])
    await rm(dataDir, { recursive: true, force: true })
  })

  const requests = () => [...ofAmelia.requests(), ...ofSalesforce.requests()]
  const isOver = (from: string) =>
    from === 'agent'
      ? requests().some(({ method, path }) => method === 'DELETE' && path.startsWith('/einstein/ai-agent/'))
      : ofAmelia.conversations().every(({ state }) => state === 'ended')
  const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })
  const saidIn = async (id: string) =>
    (await hub.getTranscript(id)).messages.map((message) => partsAsText(message.parts))

  it.each(ways)('from %s to %s', async (from, to, lastWords) => {
    for (const sandbox of [ofAmelia, ofSalesforce]) sandbox.clearRequests()
    const { conversationId: id } = await hub.startConversation({
      resourceId: `${from}-${to}`,
      customerDestination: '+14155550123',
    })
    await eventually(async () => expect(await hub.getConversation(id)).toMatchObject({ state: 'with-bot' }))
    await hub.sendMessage(id, { text: 'I want to talk to a person' })
    await eventually(async () => {
      const said = await saidIn(id)
      const takeOver = said.indexOf('A colleague takes over.')
      expect(takeOver).toBeGreaterThan(0)
      expect(said[takeOver - 1]).toBe(lastWords)
      expect(said[takeOver + 1]).toMatch(/^H/)
    })
    expect(await hub.getConversation(id)).toMatchObject({ managedBy: to, state: 'with-bot' })
    const start = requests().findLast(({ path }) => path === starts[to])
    expect(JSON.stringify(start?.body)).toMatch(`customer: I want to talk to a person`)
    expect(JSON.stringify(start?.body)).toMatch(`: ${lastWords}"`)
    await eventually(() => expect(isOver(from)).toBe(true))
  })
})

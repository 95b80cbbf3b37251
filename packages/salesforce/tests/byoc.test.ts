import type { AccountStreamStep, StartCommand } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { salesforceByoc } from '../src'
import { byocConnectorFor } from './byoc-sandbox'
import { json, loopback } from './loopback'
import { sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, talk, words } from './talk'

const PHONE = '+14155550123'
const GREETING = 'Hello! I am Astro. How can I help you today?'
const context = () => ({ signal: AbortSignal.timeout(30_000) })
const sms = { customerDestination: PHONE, channel: 'sms' as const }

type Sandbox = Awaited<ReturnType<typeof sandboxFor>>
const requests = (sandbox: Sandbox, path: string) =>
  sandbox.requests().filter((request) => request.path === path)
const idOf = ({ conversation }: Awaited<ReturnType<typeof talk>>) =>
  String(conversation.session.conversationIdentifier)

describe('a conversation on one’s own channel', () => {
  it.each([
    'nested',
    'flat',
  ] as const)('goes from greeting to end (%s events)', async (platformEventPayload) => {
    const sandbox = await sandboxFor({ switches: { platformEventPayload } })
    const contact = { field: 'MobilePhone', attributes: { Id: 'ContactId' } }
    const spoken = await talk(byocConnectorFor(sandbox, { contact }), {
      ...sms,
      customerIdentifier: PHONE,
      attributes: { plan: 'gold' },
    })
    await eventually(() => expect(words(spoken)).toEqual([GREETING]))
    expect(requests(sandbox, '/api/v1/conversation')).toMatchObject([
      {
        body: {
          participants: [{ subject: PHONE }],
          routingAttributes: { plan: 'gold', ContactId: expect.stringMatching(/^003/) },
        },
      },
    ])
    await spoken.conversation.send('menu')
    const choices = await eventually(() => {
      const found = heardOf(spoken, 'message').find(({ parts }) => parts[0]?.type === 'choices')
      expect(found).toBeDefined()
      return found
    })
    await spoken.conversation.receipt(choices?.messageId ?? '', 'read')
    expect(requests(sandbox, '/api/v1/acknowledgement').at(-1)?.body).toMatchObject({
      acknowledgements: [
        { acknowledgementType: 'Read', acknowledgedConversationEntryIdentifier: choices?.messageId },
      ],
    })
    await spoken.conversation.send({ choiceId: 'track-order' })
    await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
    const statuses = heardOf(spoken, 'receipt').map(({ status }) => status)
    expect(statuses).toContain('read')
    await spoken.conversation.end()
    expect(sandbox.conversation(idOf(spoken))?.state).toBe('ended')
  })

  it('is routed by us where the channel says so, with the customer’s consent', async () => {
    const sandbox = await sandboxFor({ switches: { byocRouting: 'by-partner' } })
    const queueId = '00GSB0000000001AAA'
    const connector = byocConnectorFor(sandbox, { routing: { queueId }, consent: 'ExplicitlyOptedIn' })
    const spoken = await talk(connector, sms)
    await eventually(() => expect(words(spoken)).toEqual([GREETING]))
    expect(requests(sandbox, '/api/v1/route')).toMatchObject([
      { body: { routingType: 'Initial', routingInfo: { queueId } } },
    ])
    expect(requests(sandbox, '/api/v1/consent')).toMatchObject([
      { body: { consentStatus: 'ExplicitlyOptedIn' } },
    ])
  })

  it.each([
    [{ consent: 'ImplicitlyOptedIn' as const }, { consentOwner: 'salesforce' as const }, /consent/],
    [{ routing: {} }, {}, /routing/],
    [{ channel: 'Other' }, {}, /SALESFORCE_BYOC_CHANNEL/],
    [{ channelAddress: 'other' }, {}, /channelAddress/],
  ])('names a wrong setting: %j', async (settings, switches, sentence) => {
    const starting = talk(byocConnectorFor(await sandboxFor({ switches }), settings), sms)
    await expect(starting).rejects.toMatchObject({
      code: 'platform-misconfigured',
      message: expect.stringMatching(sentence),
    })
  })

  it('carries files, and a repeat is not a second one', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const connector = byocConnectorFor(sandbox)
    const spoken = await talk(connector, sms)
    const commandId = crypto.randomUUID()
    const content = new TextEncoder().encode('bytes')
    const message = {
      type: 'attachment',
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes: 5,
      text: 'my list',
      read: async () => content,
    } as const
    const command = { type: 'send', commandId, messageId: commandId, message } as const
    await connector.send(command, spoken.conversation.session, context())
    await connector.send(command, spoken.conversation.session, context())
    const lines = sandbox.conversation(idOf(spoken))?.transcript ?? []
    expect(lines.filter(({ text }) => text.includes('a.txt'))).toHaveLength(1)
    expect(requests(sandbox, '/api/v1/interactions')[0]?.body).toContain('"text":"my list"')
  })

  it('is started once however often the start is repeated', async () => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    const commandId = crypto.randomUUID()
    const command: StartCommand = {
      type: 'start',
      commandId,
      conversationId: commandId,
      attributes: {},
      ...sms,
    }
    const session = (await connector.prepare?.(command, context())) ?? {}
    await connector.start(command, session, context())
    await connector.start(command, session, context())
    expect(sandbox.conversations()).toHaveLength(1)
  })
})

describe('the channel’s event stream', () => {
  it('goes on with a fresh login after its access expired, and misses nothing', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    sandbox.agent(idOf(spoken), { action: 'join', name: 'Ada' })
    sandbox.agent(idOf(spoken), { action: 'say', text: 'before' })
    await eventually(() => expect(words(spoken)).toContain('before'))
    sandbox.expireAccessTokens()
    sandbox.agent(idOf(spoken), { action: 'say', text: 'meanwhile' })
    await eventually(() => expect(requests(sandbox, '/services/oauth2/token').length).toBeGreaterThan(1))
    sandbox.agent(idOf(spoken), { action: 'say', text: 'after' })
    await eventually(() => expect(words(spoken).slice(-3)).toEqual(['before', 'meanwhile', 'after']))
  })

  it('goes on after its connection was cut', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    sandbox.agent(idOf(spoken), { action: 'join', name: 'Ada' })
    sandbox.faults.add({ kind: 'cut', path: '/cometd/*', times: 2 })
    for (const text of ['one', 'two', 'three']) sandbox.agent(idOf(spoken), { action: 'say', text })
    await eventually(() => expect(words(spoken).slice(-3)).toEqual(['one', 'two', 'three']))
  })

  it('misses nothing where the connection breaks before its first event', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const connector = byocConnectorFor(sandbox)
    const early = await talk(connector, sms)
    await eventually(() => expect(words(early)).toHaveLength(1))
    early.conversation.close()
    const { arrival } = connector
    if (arrival.kind !== 'account-stream') throw new Error('an account stream was expected')
    const read = async (cursor: string | undefined, until: (steps: AccountStreamStep[]) => boolean) => {
      const stop = new AbortController()
      const steps: AccountStreamStep[] = []
      const options = { signal: stop.signal, ...(cursor !== undefined && { cursor }) }
      for await (const step of arrival.open(options)) {
        steps.push(step)
        if (until(steps)) stop.abort()
      }
      return steps
    }
    const [, first] = await read(undefined, (steps) => steps.length === 2)
    if (first?.step !== 'events' || first.cursor === undefined) throw new Error('a place was expected')
    sandbox.agent(idOf(early), { action: 'join', name: 'Ada' })
    sandbox.agent(idOf(early), { action: 'say', text: 'meanwhile' })
    const heard = await read(first.cursor, (steps) => JSON.stringify(steps).includes('meanwhile'))
    expect(heard.at(-1)).toMatchObject({ cursor: expect.stringMatching(/^\d+$/) })
    const later = await read(`since ${Date.now() + 3_600_000}`, (steps) =>
      steps.some((step) => 'cursor' in step),
    )
    // A sign of life may come before it.
    expect(later.at(-1)).toMatchObject({ cursor: expect.stringMatching(/^\d+$/) })
    expect(later.flatMap((step) => ('entries' in step ? step.entries : []))).toEqual([])
  })

  it('reads everything that is kept when its place is not kept any more', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const connector = byocConnectorFor(sandbox)
    const spoken = await talk(connector, sms)
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    spoken.conversation.close()
    const { arrival } = connector
    if (arrival.kind !== 'account-stream') throw new Error('an account stream was expected')
    const stop = new AbortController()
    const steps: AccountStreamStep[] = []
    const heard = () => steps.flatMap((step) => (step.step === 'events' ? step.entries : []))
    for await (const step of arrival.open({ cursor: '99999999999', signal: stop.signal })) {
      steps.push(step)
      if (heard().some(({ events }) => events.some(({ type }) => type === 'message'))) stop.abort()
    }
    expect(heard().every(({ key }) => key === PHONE)).toBe(true)
    expect(steps.at(-1)).toMatchObject({ cursor: expect.stringMatching(/^\d+$/) })
  })

  it('that is refused says so, instead of waiting for ever', async () => {
    const url = await loopback((request, response, body) => {
      if (request.url?.endsWith('/token'))
        return json(response, 200, { access_token: 't', instance_url: url })
      if (request.url?.startsWith('/api/v1/')) return json(response, 200, { success: true })
      if (body === '') return json(response, 404, {})
      const [message] = JSON.parse(body)
      json(response, 200, [
        {
          id: message.id,
          channel: message.channel,
          successful: false,
          error: '403::Handshake denied',
          advice: { reconnect: 'none' },
        },
      ])
    })
    const connector = salesforceByoc({
      scrtUrl: url,
      loginUrl: url,
      orgId: '00DSB0000001Kqx',
      clientId: 'c',
      clientSecret: 's',
      channel: 'C',
      channelAddress: 'a',
      event: 'E__e',
    })
    const { arrival } = connector
    if (arrival.kind !== 'account-stream') throw new Error('an account stream was expected')
    const opening = async () => {
      for await (const _ of arrival.open({ signal: new AbortController().signal }));
    }
    await expect(opening()).rejects.toMatchObject({ code: 'platform-unavailable' })
  })

  it('carries the end', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    sandbox.agent(idOf(spoken), { action: 'join' })
    sandbox.agent(idOf(spoken), { action: 'end' })
    await eventually(() => expect(endReason(spoken)).toEqual(['agent-ended']))
  })
})

import type { StartCommand } from '@conversation-hub/core'
import { decodeJwt, exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { connectorFor, sandboxFor } from './sandbox'
import { eventually, talk, words } from './talk'

const context = () => ({ signal: AbortSignal.timeout(30_000) })

function startCommand(more: Partial<StartCommand> = {}): StartCommand {
  const commandId = crypto.randomUUID()
  return {
    type: 'start',
    commandId,
    conversationId: commandId,
    channel: 'web-chat',
    customerDestination: 'customer-1',
    attributes: {},
    ...more,
  }
}

describe('a guest’s access', () => {
  it.each([
    'raw-text',
    'stays-open',
  ] as const)('is renewed before it runs out, and the conversation goes on (%s)', async (expiredStream) => {
    const sandbox = await sandboxFor({
      switches: { guestTokenSeconds: 8, expiredStream, autoAgent: false },
    })
    const spoken = await talk(connectorFor(sandbox))
    const first = spoken.conversation.session.accessToken
    await eventually(() => expect(spoken.conversation.session.accessToken).not.toBe(first))
    const streams = () => sandbox.requests().filter(({ path }) => path === '/eventrouter/v1/sse')
    await eventually(() => expect(streams().length).toBeGreaterThan(1))
    sandbox.agent(spoken.id, { action: 'join', name: 'Ada' })
    sandbox.agent(spoken.id, { action: 'say', text: 'still here' })
    await eventually(() => expect(words(spoken)).toContain('still here'))
    await spoken.conversation.send('me too')
    const tokens = sandbox.requests().filter(({ path }) => path.endsWith('/access-token'))
    expect(
      tokens.filter(({ method }) => method === 'POST'),
      'a new token is a new person',
    ).toHaveLength(1)
  })

  it('is asked for no more where Salesforce does not lengthen it', async () => {
    const sandbox = await sandboxFor({ switches: { continuation: 'same-expiry' } })
    const connector = connectorFor(sandbox)
    const prepared = (await connector.prepare?.(startCommand(), context())) ?? {}
    const session = { ...prepared, renewAt: Date.now() }
    const renewed = (await connector.renew?.(session, context())) ?? {}
    const { subject, conversationId, accessToken } = prepared
    expect(renewed).toMatchObject({
      subject,
      conversationId,
      accessToken: expect.not.stringMatching(`^${accessToken}$`),
    })
    // Next at its end, which is a tenth of its hour later.
    const tenth = Number(connector.renewAt?.(renewed)) - session.renewAt
    expect(Math.round(tenth / 60_000)).toBe(6)
  })

  it('cannot be had again once it has run out', async () => {
    const sandbox = await sandboxFor()
    const connector = connectorFor(sandbox)
    const session = (await connector.prepare?.(startCommand(), context())) ?? {}
    sandbox.expireCustomerTokens()
    await expect(connector.renew?.(session, context())).rejects.toMatchObject({
      code: 'platform-session-gone',
      message: expect.stringContaining('guest'),
    })
  })

  it('waits for its turn rather than go beyond the org’s limit, which its connectors share', async () => {
    const sandbox = await sandboxFor()
    const limits = { tokensPerMinute: 2 }
    const connector = connectorFor(sandbox, { limits })
    const another = connectorFor(sandbox, { limits })
    const session = (await connector.prepare?.(startCommand(), context())) ?? {}
    await another.prepare?.(startCommand(), context())
    await expect(connector.prepare?.(startCommand(), context())).rejects.toMatchObject({
      code: 'rate-limited',
      outcome: 'not-started',
    })
    // Renewals are counted by themselves.
    for (const one of [connector, another]) await one.renew?.(session, context())
    await expect(connector.renew?.(session, context())).rejects.toMatchObject({ code: 'rate-limited' })
    expect(sandbox.requests()).toHaveLength(4)
  })
})

describe('a verified user', () => {
  const issuer = 'https://app.example'
  const keyId = 'key-1'
  let keys: Awaited<ReturnType<typeof generateKeyPair>>
  beforeAll(async () => {
    keys = await generateKeyPair('RS256', { extractable: true })
  })

  const verifyingSandbox = async () => {
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: keyId, alg: 'RS256' }
    return sandboxFor({ customerIdentity: { issuer, keys: { keys: [jwk] } } })
  }
  const identity = async (more = {}) => ({
    issuer,
    keyId,
    privateKey: await exportPKCS8(keys.privateKey),
    ...more,
  })

  it('is the same person after the access was lost', async () => {
    const sandbox = await verifyingSandbox()
    const audience = 'https://acme.my.salesforce.com'
    const connector = connectorFor(sandbox, { identity: await identity({ audience }) })
    const command = startCommand({ customerIdentifier: 'customer-7' })
    const session = (await connector.prepare?.(command, context())) ?? {}
    expect(session.subject).toContain('/AUTH/')
    const [asked] = sandbox.requests().filter(({ path }) => path.endsWith('/access-token'))
    const claims = decodeJwt(String(Object(asked?.body).customerIdentityToken))
    expect(claims).toMatchObject({ iss: issuer, sub: 'customer-7', aud: audience })
    await connector.start(command, session, context())
    const type = (access: typeof session) =>
      connector.typing?.({ type: 'typing', commandId: crypto.randomUUID(), typing: true }, access, context())
    sandbox.expireCustomerTokens()
    await expect(type(session)).rejects.toMatchObject({ code: 'platform-session-expired' })
    const renewed = (await connector.renew?.(session, context())) ?? {}
    expect(renewed.subject).toBe(session.subject)
    await type(renewed)
    // Prepared anew, the start finds the conversation that it has begun.
    await connector.start(command, (await connector.prepare?.(command, context())) ?? {}, context())
    expect(sandbox.conversations()).toHaveLength(1)
  })

  it('is a guest without a customer identifier', async () => {
    const connector = connectorFor(await verifyingSandbox(), { identity: await identity() })
    const session = await connector.prepare?.(startCommand(), context())
    expect(session?.subject).not.toContain('/AUTH/')
  })

  it('is never silently a guest', async () => {
    const connector = connectorFor(await verifyingSandbox(), {
      identity: await identity({ issuer: 'https://x' }),
    })
    const prepared = connector.prepare?.(startCommand({ customerIdentifier: 'customer-7' }), context())
    await expect(prepared).rejects.toMatchObject({
      code: 'platform-misconfigured',
      message: expect.stringContaining('identity.issuer'),
    })
  })

  it('shows nothing of a key that cannot sign', async () => {
    const sandbox = await verifyingSandbox()
    const connector = connectorFor(sandbox, { identity: await identity({ privateKey: 'canary-key' }) })
    const error: unknown = await connector
      .prepare?.(startCommand({ customerIdentifier: 'customer-7' }), context())
      .catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'platform-auth-failed' })
    expect(JSON.stringify(error)).not.toContain('canary')
  })
})

describe('wrong settings', () => {
  it.each([
    [{ orgId: '00DXX0000000001' }, {}, /SALESFORCE_ORG_ID/],
    [{ deployment: 'Other' }, {}, /SALESFORCE_DEPLOYMENT/],
    [{}, { deployment: 'web' as const }, /Custom Client/],
    [{}, { deployment: 'unpublished' as const }, /publish/],
  ])('are named when the platform refuses them: %j %j', async (settings, switches, sentence) => {
    const connector = connectorFor(await sandboxFor({ switches }), settings)
    await expect(talk(connector)).rejects.toMatchObject({
      code: 'platform-misconfigured',
      message: expect.stringMatching(sentence),
    })
  })
})

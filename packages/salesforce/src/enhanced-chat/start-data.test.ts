import type { StartCommand } from '@conversation-hub/core'
import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { derivedId } from '../start/derived-id'
import { salesforceLanguage } from '../start/language'
import { routingAttributes } from '../start/routing-attributes'
import { salesforceTranscript } from '../start/spoken'
import { accessFrom, isVerified } from './access'
import { resolveSettings, type SalesforceEnhancedChatSettings } from './settings'

const settings = (more: Partial<SalesforceEnhancedChatSettings> = {}) =>
  resolveSettings({
    scrtUrl: 'https://x.my.salesforce-scrt.com',
    orgId: '00DSB0000001Kqx',
    deployment: 'D',
    ...more,
  })

const command: StartCommand = {
  type: 'start',
  commandId: '6b3f5d6e-0000-4000-8000-000000000001',
  conversationId: 'c1',
  channel: 'web-chat',
  customerDestination: 'session-1',
  customerIdentifier: 'customer-1',
  attributes: { firstName: 'Ada', plan: 'gold' },
}

describe('routing attributes', () => {
  it('use the reserved pre-chat keys and keep every other name', () => {
    expect(routingAttributes(command, settings(), {})).toEqual({
      customerIdentifier: 'customer-1',
      _firstName: 'Ada',
      plan: 'gold',
    })
  })

  it('follow the settings, and the request wins over the CRM and over what is fixed', () => {
    const mapping = {
      customerIdentifier: 'Customer_Key',
      customerDestination: 'Reached_At',
      names: { plan: 'Plan_Name' },
      fixed: { Source: 'hub', Plan_Name: 'none', Tier: '0' },
    }
    const attributes = routingAttributes(command, settings({ routingAttributes: mapping }), {
      Tier: '1',
      Plan_Name: 'crm',
      ContactId: '003',
    })
    expect(attributes).toEqual({
      Source: 'hub',
      Tier: '1',
      ContactId: '003',
      Customer_Key: 'customer-1',
      Reached_At: 'session-1',
      firstName: 'Ada',
      Plan_Name: 'gold',
    })
  })

  it('carry what was said before', () => {
    const transcript = [{ author: { role: 'bot' as const, name: 'Amy' }, text: 'Hello' }]
    expect(routingAttributes({ ...command, transcript }, settings(), {})).toMatchObject({
      transcript: 'Amy: Hello',
    })
    const first = settings({ transcript: { as: 'first-message' } })
    expect(routingAttributes({ ...command, transcript }, first, {})).not.toHaveProperty('transcript')
  })
})

describe('a transcript', () => {
  const lines = [
    { author: { role: 'customer' as const }, text: 'beginning' },
    { author: { role: 'agent' as const, name: 'Sam' }, text: '😀end' },
  ]
  it('loses its beginning, and no half characters', () => {
    expect(salesforceTranscript(lines, 100)).toBe('customer: beginning\nSam: 😀end')
    expect(salesforceTranscript(lines, 6)).toBe('…😀end')
    expect(salesforceTranscript(lines, 5)).toBe('…end')
  })
})

describe('a language', () => {
  it.each([
    ['en-US', 'en_US'],
    ['en_US', 'en_US'],
    ['pt-br', 'pt_BR'],
    ['de', 'de'],
    ['zh-Hans-CN', 'zh_CN'],
    ['not a language', undefined],
    [undefined, undefined],
  ])('%s is %s', (tag, expected) => {
    expect(salesforceLanguage(tag)).toBe(expected)
  })
})

describe('a derived id', () => {
  it('is always the same, another for each purpose, and a UUID that Salesforce takes', () => {
    const id = derivedId(command.commandId, 'kickoff')
    expect(derivedId(command.commandId, 'kickoff')).toBe(id)
    expect(derivedId(command.commandId, 'transcript')).not.toBe(id)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('access', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  const token = (claims: Record<string, unknown>) => new UnsecuredJWT(claims).encode()
  const from = (claims: Record<string, unknown>, more = {}) =>
    accessFrom(
      { accessToken: token(claims), lastEventId: undefined, context: undefined, ...more },
      { orgId: '00DOURS00000001', now },
    )
  const minutes = (count: number) => now + count * 60_000

  it.each([
    ['an hour: a tenth before', 3_600, minutes(54)],
    ['five minutes: a minute before', 300, minutes(4)],
    ['a minute: half of it', 60, minutes(0.5)],
  ])('is renewed in time: %s', (_, life, renewAt) => {
    // By a clock that is not ours: only the distance of the two times counts.
    expect(from({ iat: 1_000, exp: 1_000 + life }).renewAt).toBe(renewAt)
  })

  it('lives an hour when the token does not say', () => {
    expect(from({}).renewAt).toBe(minutes(54))
    expect(
      accessFrom(
        { accessToken: 'opaque', lastEventId: '7', context: null },
        { orgId: '00DOURS00000001', now },
      ),
    ).toEqual({
      accessToken: 'opaque',
      orgId: '00DOURS00000001',
      renewAt: minutes(54),
      lastEventId: '7',
    })
  })

  it('belongs to the organisation that the token names, in its short form', () => {
    expect(from({ orgId: '00DSB0000001KqxAAB' }).orgId).toBe('00DSB0000001Kqx')
  })

  it('is a verified user’s only when the subject says so', () => {
    expect(isVerified(from({ sub: 'v2/iamessage/AUTH/Default/uid:1' }))).toBe(true)
    expect(isVerified(from({ sub: 'v2/iamessage/UNAUTH/NA/uid:1' }))).toBe(false)
    expect(isVerified(from({ sub: 'v2/iamessage/ANON/1' }))).toBe(false)
  })
})

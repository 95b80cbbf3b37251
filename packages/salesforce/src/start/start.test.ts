import type { StartCommand } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { resolveSettings, type SalesforceEnhancedChatSettings } from '../enhanced-chat/settings'
import { derivedId } from './derived-id'
import { salesforceLanguage } from './language'
import { routingAttributes } from './routing-attributes'
import { salesforceTranscript } from './spoken'

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
    ['zh-Hant', 'zh_TW'],
    ['he', 'iw'],
    ['iw-IL', 'iw_IL'],
    ['id', 'in'],
    ['nb', 'no'],
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
    for (let other = 0; other < 50; other += 1) {
      expect(derivedId(`${command.commandId} ${other}`, 'file')).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })
})

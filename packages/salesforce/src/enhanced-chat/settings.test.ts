import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { resolveSettings, type SalesforceEnhancedChatSettings } from './settings'

const good: SalesforceEnhancedChatSettings = {
  scrtUrl: 'https://acme.my.salesforce-scrt.com/',
  orgId: '00DSB0000001KqxAAB',
  deployment: 'Web_Chat',
}

function problemsOf(written: unknown): Record<string, string> {
  try {
    resolveSettings(written as SalesforceEnhancedChatSettings)
    return {}
  } catch (thrown) {
    if (!(thrown instanceof ConversationError)) throw thrown
    expect(thrown.code).toBe('settings-invalid')
    return Object.fromEntries(thrown.problems.map(({ at, problem }) => [at, problem]))
  }
}

describe('settings', () => {
  it('are completed with the defaults', () => {
    expect(resolveSettings(good)).toMatchObject({
      scrtUrl: 'https://acme.my.salesforce-scrt.com',
      orgId: '00DSB0000001Kqx',
      routingAttributes: { customerIdentifier: 'customerIdentifier', customerDestination: false },
      transcript: { as: 'routing-attribute', name: 'transcript', maxCharacters: 4_000 },
      limits: { tokensPerMinute: 200, messagesPerMinute: 22 },
    })
  })

  it('are complained about all at once, by option and environment variable', () => {
    const problems = problemsOf({ orgId: 'acme', deployment: 'Web Chat', kickof: { text: 'x' } })
    expect(Object.keys(problems)).toEqual([
      'scrtUrl (SALESFORCE_SCRT_URL)',
      'orgId (SALESFORCE_ORG_ID)',
      'deployment (SALESFORCE_DEPLOYMENT)',
      'settings',
    ])
    expect(problems.settings).toContain('kickof')
  })

  it.each([
    ['http://127.0.0.1:9000', true],
    ['http://localhost:9000', true],
    ['http://acme.my.salesforce-scrt.com', false],
    ['https://hub:secret@acme.my.salesforce-scrt.com', false],
    ['acme.my.salesforce-scrt.com', false],
    ['ftp://127.0.0.1', false],
  ])('take %s: %s', (scrtUrl, taken) => {
    expect(Object.keys(problemsOf({ ...good, scrtUrl })).length === 0).toBe(taken)
  })

  it.each([
    ['Web_Chat', true],
    ['acme-web.v2', true],
    ['Web Chat', false],
    ['', false],
  ])('take the deployment "%s": %s', (deployment, taken) => {
    expect(Object.keys(problemsOf({ ...good, deployment })).length === 0).toBe(taken)
  })

  it('name what a login to the CRM lacks', () => {
    const variables = (crm: object) => Object.keys(problemsOf({ ...good, crm }))
    expect(variables({})).toEqual([
      'crm.loginUrl (SALESFORCE_LOGIN_URL)',
      'crm.clientId (SALESFORCE_CLIENT_ID)',
      'crm.clientSecret (SALESFORCE_CLIENT_SECRET)',
    ])
    const login = { loginUrl: 'https://acme.my.salesforce.com', clientId: 'key' }
    expect(variables({ ...login, loginUrl: 5 })).toEqual([
      'crm.loginUrl (SALESFORCE_LOGIN_URL)',
      'crm.clientSecret (SALESFORCE_CLIENT_SECRET)',
    ])
    expect(variables({ ...login, username: 'me' })).toEqual(['crm.privateKey (SALESFORCE_PRIVATE_KEY)'])
    expect(variables({ ...login, clientSecret: () => 'secret' })).toEqual([])
    expect(variables({ connection: { query: async () => ({ records: [] }) } })).toEqual([])
  })

  it('show no secret in a complaint', () => {
    const crm = { loginUrl: 5, clientSecret: 'canary-secret' }
    expect(JSON.stringify(problemsOf({ ...good, crm }))).not.toContain('canary-secret')
  })
})

import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../settings/read-environment'
import { carriersFrom } from './carriers'
import { connectorsFrom } from './connectors'

const chat = {
  SALESFORCE_SCRT_URL: 'https://acme.my.salesforce-scrt.com',
  SALESFORCE_ORG_ID: '00D5g000001KqxA',
  SALESFORCE_DEPLOYMENT: 'Web_Chat',
}
const login = {
  SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.com',
  SALESFORCE_CLIENT_ID: 'key',
  SALESFORCE_CLIENT_SECRET: 'secret',
}
const agent = { ...login, SALESFORCE_AGENT_ID: '0Xx5g000000KqxA' }
const byoc = {
  ...login,
  SALESFORCE_SCRT_URL: chat.SALESFORCE_SCRT_URL,
  SALESFORCE_ORG_ID: chat.SALESFORCE_ORG_ID,
  SALESFORCE_BYOC_CHANNEL: 'Hub_Channel',
  SALESFORCE_BYOC_EVENT: 'Hub_Event__e',
  SALESFORCE_BYOC_ADDRESS: 'hub-address',
}
const amelia = {
  AMELIA_URL: 'https://amelia.example.com',
  AMELIA_DOMAIN: 'support',
  AMELIA_USERNAME: 'hub',
  AMELIA_PASSWORD: 'secret',
}

const made = (variables: Record<string, string>) => connectorsFrom(readEnvironment(variables).environment)

describe('the platforms of an environment', () => {
  it.each([
    ['nothing', {}, []],
    ['Enhanced Chat', chat, ['salesforce']],
    ['Enhanced Chat with records', { ...chat, ...login }, ['salesforce']],
    ['Agentforce alone', agent, ['salesforce-agentforce']],
    ['BYOC alone', byoc, ['salesforce-byoc']],
    [
      'everything',
      { ...chat, ...agent, ...byoc, ...amelia },
      ['salesforce', 'salesforce-agentforce', 'salesforce-byoc', 'amelia'],
    ],
  ])('%s', (_, variables, names) => {
    const { connectors, problems } = made(variables)
    expect(problems).toEqual([])
    expect(Object.keys(connectors)).toEqual(names)
  })
})

describe('what is missing', () => {
  const missing = (variables: Record<string, string>) =>
    made(variables).problems.map(({ at }) => /\((\w+)\)$/.exec(at)?.[1])

  it.each([
    [{ SALESFORCE_AGENT_ID: 'agent' }, ['AGENT_ID', 'LOGIN_URL', 'CLIENT_ID', 'CLIENT_SECRET']],
    [{ SALESFORCE_ORG_ID: chat.SALESFORCE_ORG_ID }, ['SCRT_URL', 'DEPLOYMENT']],
    [login, ['SCRT_URL', 'ORG_ID', 'DEPLOYMENT']],
    [
      { SALESFORCE_BYOC_CHANNEL: 'Hub_Channel', ...login },
      ['SCRT_URL', 'ORG_ID', 'BYOC_ADDRESS', 'BYOC_EVENT'],
    ],
    // What two of them lack is said once.
    [
      { ...agent, SALESFORCE_BYOC_CHANNEL: 'Hub_Channel', SALESFORCE_DEPLOYMENT: 'Web_Chat' },
      ['SCRT_URL', 'ORG_ID', 'BYOC_ADDRESS', 'BYOC_EVENT'],
    ],
  ])('%j is named by its variable', (variables, names) => {
    expect(missing(variables).sort()).toEqual(names.map((name) => `SALESFORCE_${name}`).sort())
  })
})

it('what is missing is told together with what asks for it', () => {
  const { AMELIA_URL, AMELIA_USERNAME, AMELIA_PASSWORD } = amelia
  expect(made({ AMELIA_URL, AMELIA_USERNAME, AMELIA_PASSWORD }).problems).toEqual([
    {
      at: 'domain (AMELIA_DOMAIN)',
      problem: 'is missing, while AMELIA_URL, AMELIA_USERNAME, AMELIA_PASSWORD are set',
    },
  ])
  expect(made({ SALESFORCE_AGENT_ID: 'agent' }).problems).toContainEqual({
    at: 'loginUrl (SALESFORCE_LOGIN_URL)',
    problem: 'is needed to log in, while SALESFORCE_AGENT_ID is set',
  })
  expect(carriersFrom(readEnvironment({ TWILIO_FROM: '+12025550100' }).environment).problems).toContainEqual({
    at: 'authToken (TWILIO_AUTH_TOKEN)',
    problem: 'is missing, while TWILIO_FROM is set',
  })
})

it('a user and an OAuth client at once are refused: which one is meant cannot be known', () => {
  const both = { ...amelia, AMELIA_CLIENT_ID: 'id', AMELIA_CLIENT_SECRET: 'secret' }
  expect(made(both).problems).toEqual([
    { at: expect.stringContaining('AMELIA_CLIENT_ID'), problem: expect.stringContaining('not both') },
  ])
})

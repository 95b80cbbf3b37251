import { ConversationError } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { salesforceAgentforce } from '../agentforce'
import { salesforceByoc } from '../byoc'

function problemsOf(make: () => unknown): string[] {
  try {
    make()
    return []
  } catch (thrown) {
    if (!(thrown instanceof ConversationError)) throw thrown
    return thrown.problems.map(({ at }) => at)
  }
}

it('everything that is missing is named at once, the login too', () => {
  const nothing = { scrtUrl: '', orgId: '', channel: '', channelAddress: '', event: '' }
  expect(problemsOf(() => salesforceByoc(nothing))).toEqual([
    'scrtUrl (SALESFORCE_SCRT_URL)',
    'orgId (SALESFORCE_ORG_ID)',
    'channel (SALESFORCE_BYOC_CHANNEL)',
    'channelAddress (SALESFORCE_BYOC_ADDRESS)',
    'event (SALESFORCE_BYOC_EVENT)',
    'loginUrl (SALESFORCE_LOGIN_URL)',
    'clientId (SALESFORCE_CLIENT_ID)',
    'clientSecret (SALESFORCE_CLIENT_SECRET)',
  ])
  expect(problemsOf(() => salesforceAgentforce({ agentId: '', loginUrl: 'acme' }))).toEqual([
    'loginUrl (SALESFORCE_LOGIN_URL)',
    'agentId (SALESFORCE_AGENT_ID)',
    'clientId (SALESFORCE_CLIENT_ID)',
    'clientSecret (SALESFORCE_CLIENT_SECRET)',
  ])
})

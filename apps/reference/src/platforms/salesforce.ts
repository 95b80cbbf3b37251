import type { Connector } from '@conversation-hub/core'
import { salesforceAgentforce, salesforceByoc, salesforceEnhancedChat } from '@conversation-hub/salesforce'
import type { Environment } from '../settings/environment'
import { isAnyGiven } from './is-any-given'

/**
 * The Salesforce platforms that the environment configures, by name. Each has variables of its own; the login
 * belongs to all of them, the SCRT address and the org to Enhanced Chat and BYOC.
 */
export function salesforcePlatforms(environment: Environment): Record<string, () => Connector> {
  const hasAgent = isAnyGiven(environment, 'SALESFORCE_AGENT_')
  const hasChannel = isAnyGiven(environment, 'SALESFORCE_BYOC_')
  const shared = hasChannel ? [] : ['SALESFORCE_SCRT_URL', 'SALESFORCE_ORG_ID']
  const hasChat =
    isAnyGiven(environment, 'SALESFORCE_DEPLOYMENT', ...shared) ||
    (!hasAgent && !hasChannel && isAnyGiven(environment, 'SALESFORCE_'))
  return {
    ...(hasChat && { salesforce: () => enhancedChat(environment) }),
    ...(hasAgent && { 'salesforce-agentforce': () => agentforce(environment) }),
    ...(hasChannel && { 'salesforce-byoc': () => byoc(environment) }),
  }
}

// What is absent is given as an empty text: the connector names it, with its variable.

function enhancedChat(environment: Environment): Connector {
  const login = loginFrom(environment)
  const wantsRecords = Object.keys(login).length > 0
  return salesforceEnhancedChat({
    scrtUrl: environment.SALESFORCE_SCRT_URL ?? '',
    orgId: environment.SALESFORCE_ORG_ID ?? '',
    deployment: environment.SALESFORCE_DEPLOYMENT ?? '',
    ...(wantsRecords && { crm: { ...login, contact: { field: 'Email' } } }),
  })
}

function agentforce(environment: Environment): Connector {
  return salesforceAgentforce({
    ...loginFrom(environment),
    agentId: environment.SALESFORCE_AGENT_ID ?? '',
  })
}

function byoc(environment: Environment): Connector {
  return salesforceByoc({
    ...loginFrom(environment),
    scrtUrl: environment.SALESFORCE_SCRT_URL ?? '',
    orgId: environment.SALESFORCE_ORG_ID ?? '',
    channel: environment.SALESFORCE_BYOC_CHANNEL ?? '',
    channelAddress: environment.SALESFORCE_BYOC_ADDRESS ?? '',
    event: environment.SALESFORCE_BYOC_EVENT ?? '',
  })
}

function loginFrom({
  SALESFORCE_LOGIN_URL: loginUrl,
  SALESFORCE_CLIENT_ID: clientId,
  SALESFORCE_CLIENT_SECRET: clientSecret,
  SALESFORCE_USERNAME: username,
  SALESFORCE_PRIVATE_KEY: privateKey,
}: Environment) {
  return {
    ...(loginUrl !== undefined && { loginUrl }),
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(username !== undefined && { username }),
    // Where a variable cannot hold line ends, they are written as \n.
    ...(privateKey !== undefined && { privateKey: privateKey.replaceAll('\\n', '\n') }),
  }
}

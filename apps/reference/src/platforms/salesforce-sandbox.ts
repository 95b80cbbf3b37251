import type { Connector } from '@conversation-hub/core'
import { salesforceAgentforce, salesforceByoc, salesforceEnhancedChat } from '@conversation-hub/salesforce'
import type { SalesforceSandbox } from '@conversation-hub/sandboxes'
import type { SandboxPlatform } from './sandbox-names'

/** The sandbox counts nothing, so nothing has to be kept below a limit. */
const NO_LIMIT = 1_000_000

/** The three connectors of the sandbox's one org. */
export function salesforceSandboxPlatforms({
  url,
  credentials,
}: SalesforceSandbox): Record<Exclude<SandboxPlatform, 'amelia'>, Connector> {
  const { orgId, deployment, clientId, clientSecret, agentId } = credentials
  const { byocChannel, byocAddress, byocEvent } = credentials
  const login = { loginUrl: url, clientId, clientSecret }
  const contact = { field: 'Email' }
  return {
    salesforce: salesforceEnhancedChat({
      scrtUrl: url,
      orgId,
      deployment,
      crm: { ...login, contact },
      limits: { tokensPerMinute: NO_LIMIT, messagesPerMinute: NO_LIMIT },
    }),
    'salesforce-agentforce': salesforceAgentforce({ ...login, agentId }),
    'salesforce-byoc': salesforceByoc({
      ...login,
      scrtUrl: url,
      orgId,
      channel: byocChannel,
      channelAddress: byocAddress,
      event: byocEvent,
    }),
  }
}

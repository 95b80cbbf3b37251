import type { SalesforceSandbox } from '@conversation-hub/sandboxes'
import { type SalesforceByocSettings, salesforceByoc } from '../src'

export function byocConnectorFor(
  { url, credentials }: SalesforceSandbox,
  more: Partial<SalesforceByocSettings> = {},
) {
  const { orgId, clientId, clientSecret, byocChannel, byocAddress, byocEvent } = credentials
  return salesforceByoc({
    scrtUrl: url,
    loginUrl: url,
    orgId,
    clientId,
    clientSecret,
    channel: byocChannel,
    channelAddress: byocAddress,
    event: byocEvent,
    ...more,
  })
}

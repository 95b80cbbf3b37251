import {
  type SalesforceSandbox,
  type SalesforceSandboxOptions,
  startSalesforceSandbox,
} from '@conversation-hub/sandboxes'
import { onTestFinished } from 'vitest'
import { type SalesforceEnhancedChatSettings, salesforceEnhancedChat } from '../src'
// A connector loads it with the first question to the CRM, which is given three seconds: a busy machine needs them for that.
import 'jsforce'

/** A sandbox that is stopped after the test. */
export async function sandboxFor(options?: SalesforceSandboxOptions): Promise<SalesforceSandbox> {
  const sandbox = await startSalesforceSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

function settingsFor({ url, credentials }: SalesforceSandbox): SalesforceEnhancedChatSettings {
  const { orgId, deployment } = credentials
  return { scrtUrl: url, orgId, deployment }
}

export function connectorFor(
  sandbox: SalesforceSandbox,
  settings: Partial<SalesforceEnhancedChatSettings> = {},
) {
  return salesforceEnhancedChat({ ...settingsFor(sandbox), ...settings })
}

import { salesforceSandboxCredentials } from '../credentials'
import { withChecksum } from '../record-id'
import type { SalesforceSwitches } from '../switches'
import type { StoredRecord } from './records'

/** The versions of the one agent. Salesforce, object reference: only one of them can be active at once. */
export function agentRecords(object: string, { agentVersion }: SalesforceSwitches): StoredRecord[] {
  if (object !== 'BotVersion') return []
  const version = (number: number, isActive: boolean): StoredRecord => ({
    object,
    id: withChecksum(`0X9SB000000000${number}`),
    fields: {
      BotDefinitionId: salesforceSandboxCredentials.agentId,
      DeveloperName: `v${number}`,
      VersionNumber: number,
      Status: isActive ? 'Active' : 'Inactive',
    },
  })
  return [version(1, false), version(2, agentVersion === 'active')]
}

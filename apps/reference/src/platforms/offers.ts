import type { Connector } from '@conversation-hub/core'
import type { HubDescription } from '@conversation-hub/hub'
import type { Offer } from '../page/demo-page'

const titles: Readonly<Record<string, string>> = { salesforce: 'Salesforce', amelia: 'Amelia' }

/** The web chats that can be started: those of the resources that belong to a hub. */
export function offersOf(
  { resources }: HubDescription,
  connectors: Readonly<Record<string, Connector>>,
  isSandbox: boolean,
): Offer[] {
  return resources.flatMap(({ resourceId, channel, platform }) => {
    const connector = platform === undefined ? undefined : connectors[platform]
    if (channel !== 'web-chat' || platform === undefined || connector === undefined) return []
    return {
      resourceId,
      title: titles[platform] ?? platform,
      kind: isSandbox ? `${resourceId} (sandbox)` : resourceId,
      takesFiles: connector.capabilities.attachments !== false,
    }
  })
}

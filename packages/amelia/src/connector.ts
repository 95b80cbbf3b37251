import type { Connector } from '@conversation-hub/core'
import { gatewayConnector } from './gateway/connector'
import { type AmeliaSettings, resolveSettings } from './settings'
import { webChannelConnector } from './web-channel/connector'

/**
 * A connector for Amelia: over her REST gateway, with one account for all conversations (default), or as her own
 * web chat does it, with `transport: 'web-channel'`. Nothing is fetched before it is needed.
 *
 * Throws `settings-invalid`, which lists everything that is wrong with the settings.
 */
export function amelia(settings: AmeliaSettings): Connector {
  const resolved = resolveSettings(settings)
  return resolved.transport === 'gateway' ? gatewayConnector(resolved) : webChannelConnector(resolved)
}

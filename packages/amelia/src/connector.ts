import type { Connector } from '@conversation-hub/core'
import { gatewayConnector } from './gateway/connector'
import { type AmeliaSettings, resolveSettings } from './settings'

/**
 * A connector for Amelia over its REST gateway, with one account for all conversations. The account's token
 * is fetched when it is first needed.
 *
 * Throws `settings-invalid` that lists everything that is wrong with the settings.
 */
export function amelia(settings: AmeliaSettings): Connector {
  return gatewayConnector(resolveSettings(settings))
}

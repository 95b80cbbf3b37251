import type { Connector } from '@conversation-hub/core'
import type { ConnectorSubject } from '../subject'
import { fakeConnector } from './fake-connector'
import { fakeDouble } from './fake-double'
import { createFakePlatform, type FakePlatform } from './fake-platform'

/** The fake platform and its connector; `spoil` makes one thing of the connector wrong. */
export function fakeSubject(
  name: string,
  spoil: (connector: Connector, platform: FakePlatform) => Connector = (connector) => connector,
): ConnectorSubject {
  return {
    name,
    async start() {
      const platform = createFakePlatform()
      return {
        connect: () => spoil(fakeConnector(platform), platform),
        double: fakeDouble(platform),
        secrets: ['fake-token-'],
        stop: async () => platform.cutStreams(),
      }
    },
  }
}

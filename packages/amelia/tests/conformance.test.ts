import { testConnector } from '@conversation-hub/conformance'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { amelia } from '../src/index'
import { gatewayDouble, secretsOf, webChannelDouble } from './double'

for (const delivery of ['long-poll', 'poll'] as const) {
  testConnector({
    name: `amelia over its REST gateway, delivery by ${delivery}`,
    async start() {
      const switches = { autoAgent: false, longpollSeconds: 1 }
      const sandbox = await startAmeliaSandbox({ pace: 0, switches })
      const { clientId, clientSecret, domain } = sandbox.credentials
      const credentials = { clientId, clientSecret }
      return {
        connect: () => amelia({ url: sandbox.url, domain, credentials, delivery }),
        double: gatewayDouble(sandbox),
        get secrets() {
          return secretsOf(sandbox)
        },
        stop: () => sandbox.close(),
      }
    },
  })
}

testConnector({
  name: 'amelia over its web channel',
  async start() {
    const sandbox = await startAmeliaSandbox({ pace: 0, switches: { autoAgent: false } })
    const { domain } = sandbox.credentials
    return {
      connect: () => amelia({ url: sandbox.url, domain, transport: 'web-channel' }),
      double: webChannelDouble(sandbox),
      get secrets() {
        return secretsOf(sandbox)
      },
      stop: () => sandbox.close(),
    }
  },
})

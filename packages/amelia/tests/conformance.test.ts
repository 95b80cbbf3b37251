import { testConnector } from '@conversation-hub/conformance'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { amelia, type Delivery } from '../src/index'
import { doubleOf, secretsOf } from './double'

for (const delivery of ['long-poll', 'poll'] satisfies Delivery[]) {
  testConnector({
    name: `amelia over its REST gateway, delivery by ${delivery}`,
    async start() {
      const switches = { autoAgent: false, longpollSeconds: 1 }
      const sandbox = await startAmeliaSandbox({ pace: 0, switches })
      const { clientId, clientSecret, domain } = sandbox.credentials
      const credentials = { clientId, clientSecret }
      return {
        connect: () => amelia({ url: sandbox.url, domain, credentials, delivery }),
        double: doubleOf(sandbox),
        get secrets() {
          return secretsOf(sandbox)
        },
        stop: () => sandbox.close(),
      }
    },
  })
}

import { testConnector } from '@conversation-hub/conformance'
import { myPlatform } from '../src/index'
import { doubleOf } from './double/double'
import { API_KEY, startServer } from './double/server'

testConnector({
  name: 'my platform',
  async start() {
    const server = await startServer()
    return {
      connect: () => myPlatform({ url: server.url, apiKey: API_KEY }),
      double: doubleOf(server),
      secrets: [API_KEY],
      stop: () => server.stop(),
    }
  },
})

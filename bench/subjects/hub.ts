import { createHub } from '@conversation-hub/hub'
import { createServer } from '@conversation-hub/server'
import { faultsConnector } from '../../faults/platform/connector'
import { API_KEY } from '../../faults/server/orders'
import { cpu, memory, residentBytes, serve } from '../process/serve'

// What is measured: a hub on Postgres behind its server, nothing switched off.
const { databaseUrl, platformUrl } = JSON.parse(process.argv[2] ?? '{}')
const secretKey = 'a key of the bench, long enough'
// The bench's platform gives no signs of life: its streams may be silent for longer than anything that is measured.
const connector = faultsConnector({ url: platformUrl, kind: 'recognises ids', silenceMs: 86_400_000 })
const hub = await createHub({
  database: { url: databaseUrl },
  secretKey,
  platforms: {
    relay: connector,
    // A start is measured without the event stream that follows it: no bare server opens one either.
    starts: { ...connector, account: 'starts', arrival: { kind: 'reply' } },
  },
  hubs: { relay: { platform: 'relay' }, starts: { platform: 'starts' } },
  resources: {
    relay: { channel: 'web-chat', hub: 'relay' },
    starts: { channel: 'sms', hub: 'starts' },
  },
})
const server = createServer({ hub, apiKey: API_KEY, secretKey })
const { url } = await server.listen({ port: 0 })

serve({ url: () => url, cpu, memory, residentBytes })

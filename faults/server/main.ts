import { createHub, type FailpointName } from '@conversation-hub/hub'
import { createServer } from '@conversation-hub/server'
import { twilio } from '@conversation-hub/twilio'
import { breakRelay } from '../mutants/broken-relay'
import { faultsConnector } from '../platform/connector'
import { setClock } from './clock'
import { API_KEY, type ClockOrder, type FailOrder, type ServerReport, type ServerSetUp } from './orders'

// A hub and its server, in a process that the harness kills. An order over IPC says at which moment.
const setUp: ServerSetUp = JSON.parse(process.argv[2] ?? '{}')
const report = (what: ServerReport) => void process.send?.(what)

let order: FailOrder | undefined
let reached = 0
process.on('message', (given: FailOrder | ClockOrder) => {
  if ('clockBy' in given) return setClock(given.clockBy)
  order = given
  reached = 0
})

function failpoint(name: FailpointName): void {
  if (name !== order?.failAt) return
  reached += 1
  if (reached === order.nth) process.kill(process.pid, 'SIGKILL')
}

for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (thrown) => {
    const what = thrown instanceof Error ? String(thrown.stack) : String(thrown)
    console.error(what)
    report({ report: 'unhandled', what })
    setTimeout(() => process.exit(70), 100)
  })
}

const secretKey = 'a key of the fault harness'
const main = faultsConnector(setUp.platform)
const platforms = {
  main: setUp.mutant ? breakRelay(main, setUp.mutant) : main,
  ...(setUp.otherPlatform && { other: faultsConnector(setUp.otherPlatform) }),
}
const names = Object.keys(platforms)
const hub = await createHub({
  database: { url: setUp.databaseUrl },
  secretKey,
  platforms,
  hubs: Object.fromEntries(names.map((name) => [name, { platform: name }])),
  ...(setUp.carrier && { carriers: { phones: twilio(setUp.carrier) } }),
  resources: {
    ...Object.fromEntries(names.map((name) => [name, { channel: 'web-chat' as const, hub: name }])),
    ...(setUp.carrier && { sms: { channel: 'sms' as const, hub: 'main', carrier: 'phones' } }),
  },
  failpoint,
  log: (entry) => console.error(JSON.stringify({ at: new Date(), pid: process.pid, ...entry })),
})
const server = createServer({
  hub,
  apiKey: API_KEY,
  secretKey,
  ...(setUp.publicUrl !== undefined && { publicUrl: setUp.publicUrl }),
  log: (entry) => {
    if (entry.level === 'error') console.error(JSON.stringify({ at: new Date(), pid: process.pid, ...entry }))
  },
})
const listening = await server.listen({ port: 0 })

process.on('SIGTERM', async () => {
  await listening.close()
  await hub.close()
  process.exit(0)
})
// Without the harness there is nobody to serve.
process.on('disconnect', () => process.exit(0))
// Last: whoever hears of it may end it at once.
report({ report: 'listening', url: listening.url })

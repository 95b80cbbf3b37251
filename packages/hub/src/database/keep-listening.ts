import { Client, type ClientConfig } from 'pg'
import { stayOpen } from './stay-open'

const RELISTEN_AFTER_MS = 500

/**
 * Listens to a channel on a connection of its own, which is made anew when it breaks. Notifications are missed meanwhile;
 * polling makes up for them. Resolves after the first try to connect, with the function that stops it.
 */
export async function keepListening(
  connection: ClientConfig,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<() => Promise<void>> {
  let current: Client | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  async function start(): Promise<void> {
    const client = new Client(connection)
    current = client
    const again = () => {
      if (stopped || current !== client) return
      current = undefined
      client.end().catch(() => {})
      retry = setTimeout(() => void start(), RELISTEN_AFTER_MS)
    }
    client.on('error', again)
    client.on('end', again)
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) onPayload(payload)
    })
    try {
      await client.connect()
      await stayOpen(client)
      await client.query(`LISTEN ${channel}`)
    } catch {
      again()
    }
  }

  await start()
  return async () => {
    stopped = true
    clearTimeout(retry)
    await current?.end().catch(() => {})
  }
}

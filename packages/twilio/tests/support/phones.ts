import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChannelAdapter } from '@conversation-hub/core'
import { createHub, type Hub, type HubSettings, type LogEntry } from '@conversation-hub/hub'
import {
  startTwilioSandbox,
  type TwilioSandbox,
  type TwilioSandboxOptions,
} from '@conversation-hub/sandboxes'
import { twilio } from '../../src/index'
import { type TalkingPlatform, talkingPlatform } from './talking-platform'
import { serveWebhooks } from './webhook-server'

/** A hub with the SMS resource `sms`, whose number is the sandbox's first, and phones that can write to it. */
export interface PhoneWorld {
  readonly hub: Hub
  readonly sandbox: TwilioSandbox
  readonly platform: TalkingPlatform
  readonly adapter: ChannelAdapter
  readonly logged: LogEntry[]
  /** Where the number's messages go. */
  readonly webhookUrl: string
  /** What arrived on a customer's phone, oldest first. */
  arrived(customer: string): string[]
  /** Stops the hub and opens another on the same database. */
  restart(): Promise<Hub>
  close(): Promise<void>
}

export async function openPhoneWorld({
  sandbox: sandboxOptions,
  ...replaced
}: Partial<HubSettings> & { sandbox?: TwilioSandboxOptions } = {}): Promise<PhoneWorld> {
  const sandbox = await startTwilioSandbox({ pace: 1, ...sandboxOptions })
  const platform = talkingPlatform()
  const dataDir = await mkdtemp(join(tmpdir(), 'twilio-test-'))
  const logged: LogEntry[] = []
  let hub: Hub | undefined
  const server = await serveWebhooks(() => hub)
  const webhookUrl = `${server.url}/webhooks/phones`
  const [number = ''] = sandbox.numbers
  sandbox.connectNumber(number, { webhookUrl })
  const adapter = adapterFor(sandbox, webhookUrl)
  const open = () =>
    createHub({
      database: { dataDir },
      secretKey: 'a key of the tests, long enough',
      platforms: { talking: platform.connector },
      carriers: { phones: adapter },
      hubs: { main: { platform: 'talking' } },
      resources: {
        sms: { channel: 'sms', hub: 'main', startOn: 'inbound', carrier: 'phones' },
        web: { channel: 'web-chat', hub: 'main' },
      },
      log: (entry) => logged.push(entry),
      ...replaced,
    })
  let current = await open()
  hub = current
  return {
    get hub() {
      return current
    },
    sandbox,
    platform,
    adapter,
    logged,
    webhookUrl,
    arrived: (customer) =>
      sandbox
        .thread(customer)
        .filter(({ direction }) => direction === 'outbound-api')
        .map(({ body }) => body),
    async restart() {
      await current.close()
      current = await open()
      hub = current
      return current
    },
    async close() {
      await current.close()
      await server.close()
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export function adapterFor(
  { url, credentials, numbers }: TwilioSandbox,
  webhookUrl?: string,
): ChannelAdapter {
  return twilio({ apiUrl: url, ...credentials, from: numbers[0] ?? '', webhookUrl })
}

/** A phone number that nobody else in this run uses. */
export function freshPhone(): string {
  phones += 1
  return `+1202556${String(phones).padStart(4, '0')}`
}
let phones = 1_000

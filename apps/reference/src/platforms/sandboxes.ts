import { join } from 'node:path'
import { amelia } from '@conversation-hub/amelia'
import { type Connector, ConversationError } from '@conversation-hub/core'
import { makeDataFolder } from '@conversation-hub/hub'
import {
  type AmeliaSandbox,
  type SalesforceSandbox,
  startAmeliaSandbox,
  startSalesforceSandbox,
  startTwilioSandbox,
  type TwilioSandbox,
} from '@conversation-hub/sandboxes'
import { salesforceSandboxPlatforms } from './salesforce-sandbox'
import type { SandboxPlatform } from './sandbox-names'

export interface RunningSandboxes {
  readonly salesforce: SalesforceSandbox
  readonly amelia: AmeliaSandbox
  /** Absent where a real carrier is configured. */
  readonly twilio: TwilioSandbox | undefined
  /** Connectors that talk to the sandboxes as they would to the real platforms. */
  readonly connectors: Readonly<Record<SandboxPlatform, Connector>>
  close(): Promise<void>
}

/**
 * Starts the stand-ins for the platforms and for the carrier, on the ports after the app's own where those are
 * free. Their state is kept in the data folder: after a crash both sides still know the same conversations.
 */
export async function startSandboxes({
  dataDir,
  port,
  withPhones,
}: {
  dataDir: string
  port: number
  withPhones: boolean
}): Promise<RunningSandboxes> {
  const folder = join(dataDir, 'sandboxes')
  await makeDataFolder(folder)
  const nearby = (offset: number) => (port === 0 ? 0 : port + offset)
  const salesforce = await onFreePort(folder, nearby(1), (at) =>
    startSalesforceSandbox({ port: at, stateFile: join(folder, 'salesforce.jsonl') }),
  )
  const ameliaSandbox = await onFreePort(folder, nearby(2), (at) =>
    startAmeliaSandbox({ port: at, stateFile: join(folder, 'amelia.jsonl') }),
  )
  const twilio = withPhones
    ? await onFreePort(folder, nearby(3), (at) =>
        startTwilioSandbox({ port: at, stateFile: join(folder, 'twilio.jsonl') }),
      )
    : undefined
  return {
    salesforce,
    amelia: ameliaSandbox,
    twilio,
    connectors: { ...salesforceSandboxPlatforms(salesforce), amelia: ameliaConnector(ameliaSandbox) },
    async close() {
      await Promise.all([salesforce.close(), ameliaSandbox.close(), twilio?.close()])
    },
  }
}

async function onFreePort<Started>(
  folder: string,
  port: number,
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  try {
    return await start(port)
  } catch (thrown) {
    if (isAboutFile(thrown)) {
      throw new ConversationError(
        'data-folder-unusable',
        `The sandboxes cannot keep their state in ${folder} (${thrown.code}). Check its owner and the free space, or choose ` +
          'another data folder (DATA_DIR).',
      )
    }
    if (port === 0) throw thrown
    return await start(0)
  }
}

/** Whether it is a file that keeps a sandbox from starting, and not a port. */
function isAboutFile(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall !== 'listen'
}

function ameliaConnector({ url, credentials }: AmeliaSandbox): Connector {
  const { username, password, domain } = credentials
  return amelia({ url, domain, credentials: { username, password } })
}

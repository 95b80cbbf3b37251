import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { amelia } from '@conversation-hub/amelia'
import type { Connector } from '@conversation-hub/core'
import { salesforceEnhancedChat } from '@conversation-hub/salesforce'
import {
  type AmeliaSandbox,
  type SalesforceSandbox,
  startAmeliaSandbox,
  startSalesforceSandbox,
} from '@conversation-hub/sandboxes'

export interface RunningSandboxes {
  readonly salesforce: SalesforceSandbox
  readonly amelia: AmeliaSandbox
  /** Connectors that talk to the sandboxes as they would to the real platforms. */
  readonly connectors: Readonly<Record<string, Connector>>
  close(): Promise<void>
}

/**
 * Starts the stand-ins for the platforms, on the two ports after the app's own where those are free. Their
 * state is kept in the data folder: after a crash both sides still know the same conversations.
 */
export async function startSandboxes({
  dataDir,
  port,
}: {
  dataDir: string
  port: number
}): Promise<RunningSandboxes> {
  const folder = join(dataDir, 'sandboxes')
  await mkdir(folder, { recursive: true })
  const nearby = (offset: number) => (port === 0 ? 0 : port + offset)
  const salesforce = await onFreePort(nearby(1), (at) =>
    startSalesforceSandbox({ port: at, stateFile: join(folder, 'salesforce.jsonl') }),
  )
  const ameliaSandbox = await onFreePort(nearby(2), (at) =>
    startAmeliaSandbox({ port: at, stateFile: join(folder, 'amelia.jsonl') }),
  )
  return {
    salesforce,
    amelia: ameliaSandbox,
    connectors: { salesforce: salesforceConnector(salesforce), amelia: ameliaConnector(ameliaSandbox) },
    async close() {
      await Promise.all([salesforce.close(), ameliaSandbox.close()])
    },
  }
}

async function onFreePort<Started>(
  port: number,
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  try {
    return await start(port)
  } catch (thrown) {
    if (port === 0) throw thrown
    return await start(0)
  }
}

function salesforceConnector({ url, credentials }: SalesforceSandbox): Connector {
  const { orgId, deployment, clientId, clientSecret } = credentials
  return salesforceEnhancedChat({
    scrtUrl: url,
    orgId,
    deployment,
    crm: { loginUrl: url, clientId, clientSecret, contact: { field: 'Email' } },
  })
}

function ameliaConnector({ url, credentials }: AmeliaSandbox): Connector {
  const { username, password, domain } = credentials
  return amelia({ url, domain, credentials: { username, password } })
}

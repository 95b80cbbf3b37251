import type { SalesforceSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { type SalesforceAgentforceSettings, salesforceAgentforce } from '../src'
import { byocConnectorFor } from './byoc-sandbox'
import { nobody } from './loopback'
import { connectorFor, sandboxFor } from './sandbox'
import { talk } from './talk'

const context = () => ({ signal: AbortSignal.timeout(30_000) })

const agentforceFor = (
  { url, credentials: { agentId, clientId, clientSecret } }: SalesforceSandbox,
  more: Partial<SalesforceAgentforceSettings> = {},
) => salesforceAgentforce({ loginUrl: url, agentId, clientId, clientSecret, ...more })

it('is unknown where nothing speaks against a start: Salesforce tells of nobody who is there', async () => {
  const sandbox = await sandboxFor()
  for (const connector of [connectorFor(sandbox), byocConnectorFor(sandbox)]) {
    expect(await connector.checkAvailability?.(context())).toEqual({ available: 'unknown' })
  }
})

it('is yes or no for an agent, which is active or not, and works at any hour', async () => {
  const sandbox = await sandboxFor()
  const short = { agentId: sandbox.credentials.agentId.slice(0, 15) }
  for (const connector of [agentforceFor(sandbox), agentforceFor(sandbox, short)]) {
    expect(await connector.checkAvailability?.(context())).toEqual({ available: 'yes' })
  }
  sandbox.switches.set({ agentVersion: 'inactive' })
  const connector = agentforceFor(sandbox)
  expect(await connector.checkAvailability?.(context())).toEqual({ available: 'no' })
  await expect(talk(connector)).rejects.toMatchObject({ code: 'platform-misconfigured' })
})

it('is unknown where the run-as user may not see the record that would tell', async () => {
  const sandbox = await sandboxFor()
  const body = [{ errorCode: 'INVALID_TYPE', message: 'not supported' }]
  sandbox.faults.add({ kind: 'answer', status: 400, body, path: '*/query', times: 'always' })
  for (const connector of [byocConnectorFor(sandbox), agentforceFor(sandbox)]) {
    expect(await connector.checkAvailability?.(context())).toEqual({ available: 'unknown' })
  }
})

it('is no where a start would be refused', async () => {
  const unpublished = connectorFor(await sandboxFor({ switches: { deployment: 'unpublished' } }))
  expect(await unpublished.checkAvailability?.(context())).toEqual({ available: 'no' })
  const revoked = await sandboxFor({ switches: { clientApp: 'revoked' } })
  for (const connector of [byocConnectorFor(revoked), agentforceFor(revoked)]) {
    expect(await connector.checkAvailability?.(context())).toEqual({ available: 'no' })
  }
})

it('is no where the channel is not active', async () => {
  const sandbox = await sandboxFor()
  const record = sandbox.records.find(
    'MessagingChannel',
    'ChannelAddressIdentifier',
    sandbox.credentials.byocAddress,
  )
  if (!record) throw new Error('the sandbox has no such channel')
  sandbox.records.update(record, { IsActive: false })
  expect(await byocConnectorFor(sandbox).checkAvailability?.(context())).toEqual({ available: 'no' })
})

it('is unknown where Salesforce is not reached', async () => {
  const sandbox = await sandboxFor()
  const connector = connectorFor(sandbox, { scrtUrl: await nobody() })
  expect(await connector.checkAvailability?.(context())).toEqual({ available: 'unknown' })
})

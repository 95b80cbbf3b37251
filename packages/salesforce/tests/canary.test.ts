import { inspect } from 'node:util'
import { ConversationError } from '@conversation-hub/core'
import type { SalesforceSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { salesforceAgentforce } from '../src'
import { byocConnectorFor } from './byoc-sandbox'
import { connectorFor, sandboxFor } from './sandbox'
import { eventually, talk, words } from './talk'

const CANARY = 'canary-7f3a'

describe('what anybody but customer and platform can see', () => {
  it('shows no token, no key and no word of the customer', async () => {
    const sandbox = await sandboxFor()
    const crm = {
      loginUrl: sandbox.url,
      clientId: sandbox.credentials.clientId,
      clientSecret: `${CANARY}-secret`,
      contact: { field: 'Email' },
    }
    const connector = connectorFor(sandbox, { crm, kickoff: { text: `${CANARY} kickoff` } })
    const shown: unknown[] = [connector, connector.account, connector.capabilities]
    const spoken = await talk(connector, {
      customerIdentifier: `${CANARY}-customer`,
      attributes: { secret: `${CANARY} attribute` },
      transcript: [{ author: { role: 'customer' }, text: `${CANARY} before` }],
    })
    const failing = ['html', 'answer', 'cut'] as const
    for (const kind of failing) {
      const fault = { times: 'always' as const, path: '*/message' }
      sandbox.faults.clear()
      sandbox.faults.add(
        kind === 'answer' ? { kind, status: 403, body: CANARY, ...fault } : { kind, ...fault },
      )
      const commandId = crypto.randomUUID()
      const message = { type: 'text' as const, text: `${CANARY} ${kind}` }
      const command = { type: 'send' as const, commandId, messageId: commandId, message }
      const signal = AbortSignal.timeout(30_000)
      shown.push(
        await connector.send(command, spoken.conversation.session, { signal }).catch((thrown) => thrown),
      )
    }
    sandbox.streams.cut()
    await eventually(() => expect(words(spoken).length).toBeGreaterThan(0))
    shown.push(spoken.notices)
    expect(spoken.notices.length).toBeGreaterThan(0)

    const token = String(spoken.conversation.session.accessToken)
    const printed = shown.map((one) => inspect(one, { depth: 20, showHidden: true }) + JSON.stringify(one))
    for (const text of printed) {
      expect(text).not.toContain(CANARY)
      expect(text).not.toContain(token)
    }
  })
  it.each([
    ['BYOC', byocConnectorFor, '/api/v1/interactions'],
    ['Agentforce', agentforce, '*/messages*'],
  ] as const)('%s shows none either', async (_, make, path) => {
    const sandbox = await sandboxFor()
    const connector = make(sandbox)
    const shown: unknown[] = [connector, connector.account, connector.capabilities]
    const spoken = await talk(connector, {
      customerDestination: `${CANARY}-destination`,
      customerIdentifier: `${CANARY}-customer`,
      attributes: { secret: `${CANARY} attribute` },
    })
    for (const kind of ['html', 'answer', 'cut'] as const) {
      const fault = { times: 'always' as const, path }
      sandbox.faults.clear()
      sandbox.faults.add(
        kind === 'answer' ? { kind, status: 403, body: CANARY, ...fault } : { kind, ...fault },
      )
      const commandId = crypto.randomUUID()
      const message = { type: 'text' as const, text: `${CANARY} ${kind}` }
      const command = { type: 'send' as const, commandId, messageId: commandId, message }
      const signal = AbortSignal.timeout(30_000)
      const error = await connector
        .send(command, spoken.conversation.session, { signal })
        .catch((thrown) => thrown)
      expect(error).toBeInstanceOf(ConversationError)
      shown.push(error)
    }
    shown.push(spoken.notices)
    const tokens = sandbox.requests().flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
    expect(tokens).not.toEqual([])
    for (const one of shown) {
      const text = inspect(one, { depth: 20, showHidden: true }) + JSON.stringify(one)
      for (const secret of [CANARY, ...tokens]) expect(text).not.toContain(secret)
    }
  })
})

function agentforce({ url, credentials: { agentId, clientId, clientSecret } }: SalesforceSandbox) {
  return salesforceAgentforce({ loginUrl: url, agentId, clientId, clientSecret })
}

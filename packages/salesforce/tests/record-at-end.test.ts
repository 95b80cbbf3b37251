import type { Connector } from '@conversation-hub/core'
import type { SalesforceSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { salesforceAgentforce } from '../src'
import { byocConnectorFor } from './byoc-sandbox'
import { connectorFor, sandboxFor } from './sandbox'
import { eventually, talk, words } from './talk'

const recordAtEnd = {
  externalIdField: 'Conversation_Id__c',
  fields: {
    Description: 'transcript',
    Reason__c: 'reason',
    Customer__c: 'customerIdentifier',
  },
  fixed: { Origin: 'Chat' },
} as const
const contact = { field: 'Email' }
const login = ({ url, credentials: { clientId, clientSecret } }: SalesforceSandbox) => ({
  loginUrl: url,
  clientId,
  clientSecret,
})
const chat = (sandbox: SalesforceSandbox, more: object = {}) =>
  connectorFor(sandbox, { crm: { ...login(sandbox), contact, recordAtEnd: { ...recordAtEnd, ...more } } })
const cases = (sandbox: SalesforceSandbox) => sandbox.records.of('Case').map(({ fields }) => fields)

const kinds: ReadonlyArray<readonly [string, (sandbox: SalesforceSandbox) => Connector]> = [
  ['Enhanced Chat', chat],
  ['BYOC', (sandbox) => byocConnectorFor(sandbox, { contact, recordAtEnd })],
  [
    'Agentforce',
    (sandbox) =>
      salesforceAgentforce({
        ...login(sandbox),
        agentId: sandbox.credentials.agentId,
        contact: { ...contact, attributes: {} },
        recordAtEnd,
      }),
  ],
]

describe('the record at the end', () => {
  it.each(kinds)('%s writes a Case with the transcript, linked to the Contact', async (_, make) => {
    const sandbox = await sandboxFor()
    const spoken = await talk(make(sandbox), { customerIdentifier: 'ada@example.com' })
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    await spoken.conversation.send('Where is my order?')
    await spoken.conversation.end()
    expect(spoken.notices).toEqual([])
    expect(cases(sandbox)).toEqual([
      expect.objectContaining({
        Conversation_Id__c: spoken.conversation.conversationId,
        Description: expect.stringMatching(/^.*: .+\ncustomer: Where is my order\?/),
        Reason__c: 'customer-ended',
        Customer__c: 'ada@example.com',
        ContactId: expect.stringMatching(/^003/),
        Origin: 'Chat',
      }),
    ])
  })

  it('is one however often its answer is lost', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(chat(sandbox))
    sandbox.faults.add({ kind: 'cut', when: 'after', method: 'PATCH', times: 2 })
    await spoken.conversation.end()
    const tries = sandbox.requests().filter(({ method }) => method === 'PATCH')
    expect(tries).toHaveLength(3)
    expect(cases(sandbox)).toHaveLength(1)
  })

  it('is written when the platform ends the conversation, too', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(chat(sandbox))
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    sandbox.expireSession(spoken.id)
    await eventually(() => expect(cases(sandbox)).toMatchObject([{ Reason__c: 'platform-expired' }]))
  })

  it('that the org does not let in is told by its code, with nothing that was said', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(chat(sandbox))
    const body = [{ errorCode: 'REQUIRED_FIELD_MISSING', message: 'canary' }]
    sandbox.faults.add({ kind: 'answer', status: 400, body, method: 'PATCH' })
    await spoken.conversation.send('canary')
    await spoken.conversation.end()
    expect(spoken.notices).toEqual([expect.stringContaining('REQUIRED_FIELD_MISSING')])
    expect(spoken.notices.join()).not.toContain('canary')
  })

  it('is not written where the settings ask for none', async () => {
    const sandbox = await sandboxFor()
    expect(connectorFor(sandbox).conclude).toBeUndefined()
  })
})

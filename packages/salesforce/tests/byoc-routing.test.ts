import { type SalesforceSwitches, salesforceSandboxCredentials } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { byocConnectorFor } from './byoc-sandbox'
import { sandboxFor } from './sandbox'
import { eventually, talk, words } from './talk'

const QUEUE = '00GSB0000000001AAA'

/** A conversation whose bot wants to bring in a person, on a channel that the partner routes. */
async function beforeTheTransfer(switches: Partial<SalesforceSwitches> = {}) {
  const sandbox = await sandboxFor({ switches: { byocRouting: 'by-partner', ...switches } })
  const spoken = await talk(byocConnectorFor(sandbox, { routing: { queueId: QUEUE } }), {
    customerDestination: '+14155550123',
    channel: 'sms',
  })
  await eventually(() => expect(words(spoken)).toHaveLength(1))
  const transfers = () =>
    sandbox
      .requests()
      .filter(({ path, body }) => path === '/api/v1/route' && Object(body).routingType === 'Transfer')
  return { sandbox, spoken, transfers }
}

describe('a conversation that Salesforce asks the partner to route further', () => {
  const { transferQueueId: queueId, transferFlowId: flowId } = salesforceSandboxCredentials
  it.each([
    [{ routingRequest: 'queue' }, { queueId }],
    [{ routingRequest: 'queue', platformEventPayload: 'flat' }, { queueId }],
    [{ routingRequest: 'flow' }, { flow: { flowId, queueId } }],
    [{ routingRequest: 'nowhere' }, { queueId: QUEUE }],
  ] as const)('is routed where it says, and the person comes: %j', async (switches, routingInfo) => {
    const { spoken, transfers } = await beforeTheTransfer(switches)
    await spoken.conversation.send('May I talk to a person?')
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    expect(transfers()).toMatchObject([{ body: { routingInfo } }])
  })

  it('is routed once more when the call was lost on the way', async () => {
    const { sandbox, spoken, transfers } = await beforeTheTransfer()
    sandbox.faults.add({ kind: 'answer', status: 503, path: '/api/v1/route' })
    await spoken.conversation.send('May I talk to a person?')
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    expect(transfers()).toHaveLength(2)
    expect(words(spoken).filter((text) => text === 'I will bring in a person.')).toHaveLength(1)
  })

  it('does not stop the stream of all others when it is refused, and is reported', async () => {
    const { sandbox, spoken, transfers } = await beforeTheTransfer()
    const body = { code: 10018, message: 'canary' }
    sandbox.faults.add({ kind: 'answer', status: 400, body, path: '/api/v1/route' })
    await spoken.conversation.send('May I talk to a person?')
    await eventually(() => expect(spoken.notices.join()).toMatch(/route the conversation/))
    await spoken.conversation.send('menu')
    await eventually(() => expect(words(spoken)).toContain('I will bring in a person.'))
    await spoken.conversation.send('order')
    await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
    expect(transfers()).toHaveLength(1)
    expect(spoken.notices.join()).not.toContain('canary')
  })
})

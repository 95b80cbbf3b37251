import { describe, expect, it } from 'vitest'
import { byocConnectorFor } from './byoc-sandbox'
import { sandboxFor } from './sandbox'
import { eventually, heardOf, talk, words } from './talk'

const sms = { customerDestination: '+14155550123', channel: 'sms' as const }
const kindsOf = (sandbox: Awaited<ReturnType<typeof sandboxFor>>) =>
  sandbox.requests().filter(({ path }) => path === '/api/v1/capabilities')

describe('the kinds of messages that the channel shows', () => {
  it('are told to Salesforce once, before its events are listened to', async () => {
    const sandbox = await sandboxFor()
    const connector = byocConnectorFor(sandbox)
    await Promise.all([
      talk(connector, sms),
      talk(connector, { ...sms, customerDestination: '+14155550124' }),
    ])
    await talk(connector, { ...sms, customerDestination: '+14155550125' })
    const told = kindsOf(sandbox)
    expect(told.length).toBeLessThan(3)
    const { orgId, byocChannel } = sandbox.credentials
    expect(told[0]).toMatchObject({
      method: 'PATCH',
      status: 200,
      body: {
        capabilities: {
          appType: 'custom',
          channelCapabilities: [
            {
              customIntegration: {
                integrationNamespace: orgId,
                conversationChannelDefinitionDevName: byocChannel,
              },
              messageTypeCapabilities: [
                { messageType: 'StaticContentMessage' },
                { messageType: 'ChoicesMessage' },
                { messageType: 'FormMessage', formatTypeCapabilities: [{ formatType: 'Inputs' }] },
              ],
            },
          ],
        },
      },
    })
  })

  it('that Salesforce does not want to hear of are reported once, and the conversation goes on', async () => {
    const sandbox = await sandboxFor()
    const body = { code: 10099, message: 'canary' }
    sandbox.faults.add({ kind: 'answer', status: 400, body, path: '/api/v1/capabilities', times: 'always' })
    const spoken = await talk(byocConnectorFor(sandbox), sms)
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    expect(spoken.notices).toEqual([expect.stringMatching(/kinds of messages.*interaction_api/)])
    expect(kindsOf(sandbox)).toHaveLength(1)
  })

  it('that Salesforce cannot hear of now keep no events away, and are told again later', async () => {
    const sandbox = await sandboxFor()
    const path = '/api/v1/capabilities'
    sandbox.faults.add({ kind: 'answer', status: 500, body: {}, path, times: 'always' })
    const connector = byocConnectorFor(sandbox)
    const spoken = await talk(connector, sms)
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    expect(spoken.notices).toHaveLength(1)
    sandbox.faults.clear()
    await talk(connector, { ...sms, customerDestination: '+14155550124' })
    expect(kindsOf(sandbox).at(-1)).toMatchObject({ status: 200 })
  })
})

it('what agents say among themselves never reaches the customer', async () => {
  const spoken = await talk(byocConnectorFor(await sandboxFor()), sms)
  await spoken.conversation.send('whisper')
  await eventually(() => expect(words(spoken).at(-1)).toBe('I have told my colleagues.'))
  expect(JSON.stringify(heardOf(spoken, 'message'))).not.toMatch(/Between us|corrected|Half-way/)
  expect(spoken.notices).toEqual([expect.stringContaining('changed a message')])
})

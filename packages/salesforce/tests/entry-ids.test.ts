import { choicesOf } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { byocConnectorFor } from './byoc-sandbox'
import { connectorFor, sandboxFor } from './sandbox'
import { eventually, heardOf, talk, words } from './talk'

// Salesforce does not say whether a message and the entry that holds it share one id.
describe.each([
  'message',
  'own',
] as const)('where the id of an entry is that of its message: %s', (entryIdentifier) => {
  it.each([
    ['Enhanced Chat', connectorFor],
    ['BYOC', byocConnectorFor],
  ] as const)('%s answers the message and acknowledges the entry', async (_, make) => {
    const sandbox = await sandboxFor({ switches: { entryIdentifier } })
    const spoken = await talk(make(sandbox), { customerDestination: '+15550001111' })
    await spoken.conversation.send('What is new?')
    const menu = await eventually(() => {
      const offered = heardOf(spoken, 'message').find(({ parts }) => choicesOf(parts).length > 0)
      if (!offered) throw new Error('no menu yet')
      return offered
    })
    const ids = menu.messageId.split(' ')
    expect(ids).toHaveLength(entryIdentifier === 'own' ? 2 : 1)
    await spoken.conversation.send({ choiceId: 'track-order' })
    await spoken.conversation.receipt(menu.messageId, 'read')
    const sent = sandbox
      .requests()
      .map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body ?? '')))
    expect(sent.filter((body) => body.includes(`"inReplyToMessageId":"${ids.at(-1)}"`))).toHaveLength(1)
    expect(
      sent.filter(
        (body) => body.includes(`ntryId":"${ids[0]}"`) || body.includes(`ntryIdentifier":"${ids[0]}"`),
      ),
    ).toHaveLength(1)
    await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
  })

  it('a text that grew is one message in the end', async () => {
    const sandbox = await sandboxFor({ switches: { entryIdentifier } })
    const spoken = await talk(connectorFor(sandbox))
    await spoken.conversation.send('stream')
    const whole = 'This answer arrives bit by bit, and then as a whole.'
    await eventually(() => expect(words(spoken).filter((text) => text === whole)).toHaveLength(1))
    const standing = new Map(heardOf(spoken, 'partial').map(({ messageId, text }) => [messageId, text]))
    for (const { messageId } of heardOf(spoken, 'message')) standing.delete(messageId)
    expect([...standing.values()].join('')).toBe('')
  })
})

describe.each([
  'client',
  'server',
] as const)('where the entry of what the customer says has the id of the %s', (messageIdentifier) => {
  it('receipts name the message, after a reconnect too', async () => {
    const sandbox = await sandboxFor({ switches: { messageIdentifier, autoAgent: false } })
    const spoken = await talk(connectorFor(sandbox))
    const statusesOf = (messageId: string) =>
      heardOf(spoken, 'receipt')
        .filter((one) => one.messageId === messageId)
        .map(({ status }) => status)
    const { messageId } = await spoken.conversation.send('What is new?')
    await eventually(() => expect(statusesOf(messageId)).toEqual(['sent', 'delivered', 'read']))

    sandbox.streams.cut()
    const later = await spoken.conversation.send('And now?')
    await eventually(() => expect(statusesOf(later.messageId)).toEqual(['sent', 'delivered', 'read']))
    expect(new Set(heardOf(spoken, 'receipt').map((one) => one.messageId))).toEqual(
      new Set([messageId, later.messageId]),
    )
  })
})

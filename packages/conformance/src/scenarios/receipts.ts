import { expect } from 'vitest'
import { eventually, given, heardOf } from '../observe'
import type { Scenario } from '../scenario'
import { allOf, needsAgent } from './skips'

export const receipts: ReadonlyArray<Scenario> = [
  {
    name: 'tells the platform what the customer has read',
    skip: allOf(needsAgent, ({ connector, double }) => {
      if (!connector.capabilities.receipts.toPlatform) return 'receipts to the platform are not declared'
      return double.readByCustomer ? undefined : 'the double cannot tell what the customer has read'
    }),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await agent.says(talk.conversation, 'read me')
      const messageId = await eventually(() => {
        const [message] = heardOf(talk, 'message').filter(({ author }) => author.role === 'agent')
        expect(message).toBeDefined()
        return message?.messageId ?? ''
      })
      await talk.conversation.receipt(messageId, 'read')
      const read = given(bench.double.readByCustomer)
      await eventually(async () => expect(await read(talk.conversation)).toEqual([messageId]))
    },
  },
  {
    name: 'tells what the agent has read of the customer’s messages',
    skip: allOf(needsAgent, ({ connector, double }) => {
      if (!connector.capabilities.receipts.fromPlatform) return 'receipts from the platform are not declared'
      return double.agent?.reads ? undefined : 'the double’s agent gives no receipts'
    }),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      const { messageId } = await talk.conversation.send('read me')
      await eventually(async () => expect(await bench.double.received(talk.conversation)).toHaveLength(1))
      await agent.reads?.(talk.conversation)
      await eventually(() => {
        const read = heardOf(talk, 'receipt').filter(({ status }) => status === 'read')
        expect(read.map((receipt) => receipt.messageId)).toEqual([messageId])
      })
    },
  },
]

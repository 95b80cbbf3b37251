import { readHub } from '../trial/call-hub'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

/** V3b: the platform does not know the conversation any more. */
export const forgottenSessions: Scenario = {
  id: 'V3b',
  title: '404 and 410: the message is shown as failed, not repeated, and the conversation ends',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'v3b',
      async fault({ platform, platformLog, customers, customerLog, instances, settled }) {
        const everybody = await customers(CONVERSATIONS)
        await talk(everybody, 3)
        await settled(30_000)
        const asked = new Map<string, number>()
        platform.misbehaviour = (request) => {
          if (request.kind !== 'say') return undefined
          asked.set(request.commandId, (asked.get(request.commandId) ?? 0) + 1)
          return { answer: 'status', status: context.random.pick([404, 410]), taken: false }
        }
        await talk(everybody, 1)
        await settled(30_000)
        // What is forgotten there has ended.
        platformLog.ended.push(...platform.conversations.keys())
        const url = instances[0]?.url ?? ''
        const ends = await Promise.all(
          everybody.map((customer) => readHub(url, `/v1/conversations/${customer.conversationId()}`)),
        )
        const wrong = ends.filter(
          ({ state, endReason }) => state !== 'ended' || endReason !== 'platform-expired',
        )
        const repeated = [...asked.values()].filter((times) => times > 1)
        return [
          ...unless(asked.size === CONVERSATIONS, `${asked.size} messages were refused`),
          ...unless(repeated.length === 0, `${repeated.length} messages were tried again`),
          ...unless(
            customerLog.failuresShown.length === CONVERSATIONS,
            `${customerLog.failuresShown.length} of ${CONVERSATIONS} customers were shown that it failed`,
          ),
          ...unless(wrong.length === 0, `${wrong.length} conversations did not end with platform-expired`),
        ]
      },
    }),
}

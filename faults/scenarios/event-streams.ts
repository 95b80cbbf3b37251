import { frameOf } from '../platform/platform-conversation'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault, whileTalking } from './under-fault'

/** S1: the platform says again what it has said. */
const replays: Scenario = {
  id: 'S1',
  title: 'events again: at once, and the last hundred after every reconnect',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 's1',
      async fault({ platform, customers }) {
        const everybody = await customers(CONVERSATIONS)
        let repeated = 0
        async function repeatAll(): Promise<void> {
          while (platform.openStreams() < CONVERSATIONS) await seconds(0.05)
          for (const conversation of platform.conversations.values()) {
            for (const spoken of conversation.spoken.slice(-100)) {
              repeated += 1
              platform.writeRaw(conversation, frameOf(spoken))
            }
          }
        }
        await whileTalking(everybody, async () => {
          for (let round = 0; round < 4; round += 1) {
            await seconds(0.3)
            await repeatAll()
            await seconds(0.2)
            platform.cutStreams()
          }
        })
        await repeatAll()
        // When this has come, everything before it has been read.
        for (const conversation of platform.conversations.values()) platform.speak(conversation)
        return [
          ...unless(repeated > 4 * CONVERSATIONS, `only ${repeated} events came again`),
          `${repeated} events came again`,
        ]
      },
    }),
}

const RENEWALS_FAIL = 3

/** S4: the access expires while the stream is open and messages are under way. */
const expiry: Scenario = {
  id: 'S4',
  title: 'the access expires in the middle of everything, again and again, and cannot be renewed three times',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 's4',
      async fault({ platform, customers }, isOver) {
        const everybody = await customers(CONVERSATIONS)
        let renewals = 0
        const refused = new Map<string, number>()
        platform.misbehaviour = (request) => {
          if (request.kind !== 'renew') return undefined
          renewals += 1
          const times = refused.get(request.id) ?? 0
          if (times === RENEWALS_FAIL) return undefined
          refused.set(request.id, times + 1)
          return { answer: 'status', status: 503, taken: false }
        }
        await whileTalking(everybody, async () => {
          for (let round = 0; round < 4; round += 1) {
            await seconds(0.4)
            platform.expireTokens()
            platform.cutStreams()
          }
          isOver()
        })
        const failed = [...refused.values()].filter((times) => times === RENEWALS_FAIL).length
        return [
          ...unless(failed === CONVERSATIONS, `only ${failed} sessions could not be renewed three times`),
          `${renewals} renewals`,
        ]
      },
    }),
}

/** S5: a whole account loses its connection. */
const dropped: Scenario = {
  id: 'S5',
  title: 'many streams dropped at once come back paced, and nothing is lost',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 's5',
      recoversWithinMs: 60_000,
      async fault({ platform, newCustomer }) {
        const everybody = Array.from({ length: context.length === 'long' ? 2_000 : 500 }, () => newCustomer())
        for (let from = 0; from < everybody.length; from += 50) {
          await Promise.all(everybody.slice(from, from + 50).map((customer) => customer.start()))
        }
        await talk(everybody.slice(0, CONVERSATIONS), 1)
        while (platform.openStreams() < everybody.length) await seconds(0.1)
        const openings: number[] = []
        platform.misbehaviour = ({ kind }) => {
          if (kind === 'stream') openings.push(performance.now())
          return undefined
        }
        platform.cutStreams()
        for (const conversation of platform.conversations.values()) platform.speak(conversation)
        const isBack = () =>
          openings.length >= everybody.length && platform.openStreams() === everybody.length
        for (let waited = 0; !isBack() && waited < 60; waited += 0.1) await seconds(0.1)
        const busiest = Math.max(
          ...openings.map((from) => openings.filter((at) => at >= from && at < from + 1_000).length),
        )
        // 200, and what a machine that does other things brings late.
        return [
          ...unless(isBack(), `${platform.openStreams()} of ${everybody.length} streams came back`),
          ...unless(busiest <= 300, `${busiest} openings in one second`),
          `at most ${busiest} openings in one second`,
        ]
      },
    }),
}

export const eventStreams = [replays, expiry, dropped]

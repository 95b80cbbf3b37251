import { gzipSync } from 'node:zlib'
import type { Misbehaviour } from '../platform/answer'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault, whileTalking } from './under-fault'
import { watchMemory } from './watch-memory'

const MEBIBYTE = 1_048_576

const nonsense: readonly [Misbehaviour, ...Misbehaviour[]] = [
  { taken: true, answer: 'body', body: '{"half":' },
  { taken: true, answer: 'body', body: '<html>Down for maintenance</html>', contentType: 'text/html' },
  { taken: true, answer: 'body', body: '[]' },
  { taken: true, answer: 'body', body: '{"id":7}' },
  { taken: true, answer: 'body', body: '\uFEFF{}' },
  { taken: true, answer: 'body', body: '\u0000\uFEFF' },
  { taken: true, answer: 'reset' },
]

/** V7: what the platform answers or streams is not what it should be. */
const nonsensical: Scenario = {
  id: 'V7',
  title: 'answers that are no JSON or have no ids, events that nobody knows',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v7',
      async fault({ platform, customers, settled }) {
        let harmed = 0
        platform.misbehaviour = ({ kind }) => {
          if ((kind !== 'say' && kind !== 'create') || context.random.next() >= 0.15) return undefined
          harmed += 1
          return context.random.pick(nonsense)
        }
        const everybody = await customers(CONVERSATIONS)
        while (platform.openStreams() < CONVERSATIONS) await seconds(0.05)
        await whileTalking(everybody, async () => {
          for (let round = 0; round < 3; round += 1) {
            for (const conversation of platform.conversations.values()) {
              platform.writeRaw(conversation, 'event: firmware\ndata: {"unknown":true}\n\n')
              platform.writeRaw(conversation, 'event: said\ndata: {not json\n\n')
              platform.writeRaw(conversation, 'event: said\ndata: {"id":"one","text":7}\n\n')
            }
            await seconds(0.3)
          }
        })
        await settled(60_000)
        platform.misbehaviour = () => undefined
        return [...unless(harmed > 0, 'no answer was strange'), `${harmed} answers were strange`]
      },
    }),
}

/** V8: what the platform answers is far too much. */
const enormous: Scenario = {
  id: 'V8',
  title: 'bodies of 1, 10 and 100 MiB, JSON a million deep, a gzip bomb',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'v8',
      async fault({ platform, customers, instances, settled }) {
        const everybody = await customers(CONVERSATIONS)
        await talk(everybody, 2)
        await settled(30_000)
        const memory = await watchMemory(instances[0])
        const bodies: ReadonlyArray<Pick<Enormous, 'body' | 'contentEncoding'>> = [
          { body: Buffer.alloc(MEBIBYTE, ' ') },
          { body: Buffer.alloc(10 * MEBIBYTE, ' ') },
          { body: Buffer.alloc(100 * MEBIBYTE, ' ') },
          { body: Buffer.alloc(1_000_000, '[') },
          { body: gzipSync(Buffer.alloc(100 * MEBIBYTE, ' ')), contentEncoding: 'gzip' },
        ]
        let sent = 0
        platform.misbehaviour = ({ kind }) => {
          const enormous = kind === 'say' ? bodies[sent] : undefined
          if (enormous === undefined) return undefined
          sent += 1
          return { taken: true, answer: 'body', ...enormous }
        }
        await talk(everybody, 3)
        await settled(60_000)
        const grown = memory.grownBy() / MEBIBYTE
        // The talk itself takes some; a body that was read whole would take a hundred.
        return [
          ...unless(sent === bodies.length, `only ${sent} of ${bodies.length} bodies were sent`),
          ...unless(!(grown >= 60), `${grown.toFixed(0)} MiB more in memory`),
          `${grown.toFixed(0)} MiB more in memory at most`,
        ]
      },
    }),
}

type Enormous = Extract<Misbehaviour, { answer: 'body' }>

export const strangeAnswers = [nonsensical, enormous]

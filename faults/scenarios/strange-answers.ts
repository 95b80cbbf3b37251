import { gzipSync } from 'node:zlib'
import type { Misbehaviour } from '../platform/answer'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, talk, underFault } from './under-fault'

const MEBIBYTE = 1_048_576

const nonsense: ReadonlyArray<Misbehaviour> = [
  { taken: true, answer: 'body', body: '{"half":' },
  { taken: true, answer: 'body', body: '<html>Down for maintenance</html>', contentType: 'text/html' },
  { taken: true, answer: 'body', body: '[]' },
  { taken: true, answer: 'body', body: '\u0000\uFEFF' },
  { taken: true, answer: 'reset' },
]

/** V7: what the platform answers or streams is not what it should be. */
const nonsensical: Scenario = {
  id: 'V7',
  title: 'answers that are no JSON, events that nobody knows, characters cut in the middle',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'v7',
      async fault({ platform, customers }) {
        const everybody = await customers(CONVERSATIONS)
        platform.misbehaviour = ({ kind }) =>
          kind === 'say' && context.random.next() < 0.15
            ? nonsense[context.random.between(0, nonsense.length - 1)]
            : undefined
        const talking = talk(everybody)
        for (const conversation of platform.conversations.values()) {
          const emoji = Buffer.from('event: said\ndata: {"note":"👋🏽"}\n\n')
          platform.writeRaw(conversation, 'event: firmware\ndata: {"unknown":true}\n\n')
          platform.writeRaw(conversation, 'event: said\ndata: {not json\n\n')
          platform.writeRaw(conversation, emoji.subarray(0, 32))
          platform.writeRaw(conversation, emoji.subarray(32))
        }
        await talking
        platform.misbehaviour = () => undefined
        return undefined
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
      async fault({ platform, customers, instances }) {
        const everybody = await customers(CONVERSATIONS)
        await talk(everybody, 2)
        const before = (await instances[0]?.residentBytes()) ?? 0
        const bodies = [
          Buffer.alloc(MEBIBYTE, ' '),
          Buffer.alloc(10 * MEBIBYTE, ' '),
          Buffer.alloc(100 * MEBIBYTE, ' '),
          Buffer.alloc(1_000_000, '['),
          gzipSync(Buffer.alloc(100 * MEBIBYTE)),
        ]
        let sent = 0
        platform.misbehaviour = ({ kind }) => {
          const body = kind === 'say' ? bodies[sent] : undefined
          if (body === undefined) return undefined
          sent += 1
          return { taken: true, answer: 'body', body }
        }
        await talk(everybody, 3)
        const after = (await instances[0]?.residentBytes()) ?? 0
        const grown = (after - before) / MEBIBYTE
        // The talk itself takes some; a body that was read whole would take a hundred.
        return [
          ...unless(grown < 60, `${grown.toFixed(0)} MiB more in memory`),
          `${grown.toFixed(0)} MiB more in memory`,
        ]
      },
    }),
}

export const strangeAnswers = [nonsensical, enormous]

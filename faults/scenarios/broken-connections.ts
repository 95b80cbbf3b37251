import { openFaultProxy, type Toxic } from '../proxy/proxy'
import { type Finding, unless } from './finding'
import type { Scenario, ScenarioContext } from './scenario'
import { CONVERSATIONS, seconds, underFault, whileTalking } from './under-fault'

/** A stream that has lived for 10 seconds is a good one: what ends it then is its first trouble. */
const PEACE_SECONDS = 11

interface ProxyRow {
  readonly id: string
  readonly title: string
  readonly short: boolean
  /** In turn, with a while of peace between them. */
  readonly toxics: ReadonlyArray<Toxic>
  /** The platform cuts all its streams in the middle of each. */
  readonly streamsAreCut?: boolean
  readonly seconds: number
  readonly recoversWithinMs?: number
}

/** A proxy between hub and platform that harms every connection while everybody talks. */
const proxyScenario = ({ toxics, ...row }: ProxyRow): Scenario => ({
  id: row.id,
  title: row.title,
  short: row.short,
  async run(context: ScenarioContext) {
    const proxy = await openFaultProxy(context.random)
    try {
      return await underFault(context, {
        name: row.id.toLowerCase(),
        kind: context.random.pick(['recognises ids', 'can be read back']),
        ...(row.recoversWithinMs !== undefined && { recoversWithinMs: row.recoversWithinMs }),
        setUp(setUp) {
          proxy.target(setUp.platform.url)
          return { ...setUp, platform: { ...setUp.platform, url: proxy.url, silenceMs: 5_000 } }
        },
        async fault({ customers, platform, settled }, isOver) {
          const everybody = await customers(CONVERSATIONS)
          const came: Array<Finding | string> = []
          for (const toxic of toxics) {
            // With nothing left of the one before: a circuit that is open lets nothing through to be harmed.
            await settled(60_000)
            if (toxic !== toxics[0]) await seconds(PEACE_SECONDS)
            const before = proxy.harmed()
            await whileTalking(everybody, async () => {
              proxy.harm(toxic)
              await seconds(row.seconds / 2)
              if (row.streamsAreCut) platform.cutStreams()
              await seconds(row.seconds / 2)
              proxy.heal()
              isOver()
            })
            const harmed = proxy.harmed() - before
            came.push(
              ...unless(harmed > 0, `${toxic.toxic}: nothing was harmed`),
              `${toxic.toxic}: ${harmed} times`,
            )
          }
          return came
        },
      })
    } finally {
      await proxy.close()
    }
  },
})

export const brokenConnections = [
  proxyScenario({
    id: 'V4',
    title: 'the platform cannot be reached',
    short: false,
    toxics: [{ toxic: 'refused' }, { toxic: 'turned-away' }],
    seconds: 4,
  }),
  proxyScenario({
    id: 'V5',
    title: 'half-open connections: everything is taken, and nothing is answered',
    short: false,
    toxics: [{ toxic: 'timeout' }],
    seconds: 17,
    recoversWithinMs: 40_000,
  }),
  proxyScenario({
    id: 'V6',
    title: 'answers byte by byte, cut off, reset, and slow to close',
    short: false,
    toxics: [
      { toxic: 'limit', bytes: 40 },
      { toxic: 'reset', bytes: 20 },
      { toxic: 'bandwidth', bytesPerSecond: 400 },
      { toxic: 'slow-close', milliseconds: 500 },
    ],
    streamsAreCut: true,
    seconds: 2,
  }),
  proxyScenario({
    id: 'V6b',
    title: 'a slow and jumpy line',
    short: false,
    toxics: [{ toxic: 'latency', milliseconds: 300, jitter: 300 }, { toxic: 'slicer' }],
    seconds: 5,
  }),
]

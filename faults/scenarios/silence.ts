import { openFaultProxy } from '../proxy/proxy'
import type { Trial } from '../trial/trial'
import { type Finding, unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault } from './under-fault'

const HEARTBEAT_MS = 2_000
/** A quarter of a heartbeat is left for the network. */
const SILENCE_MS = 2_500

/**
 * S3: streams that say nothing. With heartbeats that is no fault; without, they are opened anew within two heartbeats,
 * and what was said meanwhile is not lost.
 */
export const silence: Scenario = {
  id: 'S3',
  title: 'streams that are quiet, whose heartbeats stop, that are half open',
  short: false,
  async run(context) {
    const proxy = await openFaultProxy(context.random)
    try {
      return await underFault(context, {
        name: 's3',
        heartbeatMs: HEARTBEAT_MS,
        setUp(setUp) {
          proxy.target(setUp.platform.url)
          return { ...setUp, platform: { ...setUp.platform, url: proxy.url, silenceMs: SILENCE_MS } }
        },
        async fault(trial) {
          const everybody = await trial.customers(CONVERSATIONS)
          await talk(everybody, 3)
          while (trial.platform.openStreams() < CONVERSATIONS) await seconds(0.1)
          const findings = [
            ...(await goesQuiet(trial, 'quiet', () => {}, false)),
            ...(await goesQuiet(trial, 'without heartbeats', trial.platform.hush, true)),
            ...(await goesQuiet(trial, 'half open', proxy.abandon, true)),
          ]
          // By now the connections of earlier commands, half open too, have been closed for lack of use.
          await talk(everybody, 3)
          return findings
        },
      })
    } finally {
      await proxy.close()
    }
  },
}

/** Three heartbeats of quiet, and something that is said in the middle of it. */
async function goesQuiet(
  { platform, settled }: Trial,
  how: string,
  harm: () => void,
  reopens: boolean,
): Promise<Array<Finding | string>> {
  await settled(30_000)
  const opened = new Map<string, number>()
  const began = performance.now()
  harm()
  platform.misbehaviour = (request) => {
    if (request.kind === 'stream' && !opened.has(request.id))
      opened.set(request.id, performance.now() - began)
    return undefined
  }
  await seconds(HEARTBEAT_MS / 2_000)
  for (const conversation of platform.conversations.values()) platform.speak(conversation)
  await seconds((HEARTBEAT_MS * 2.5) / 1_000)
  const slowest = Math.max(0, ...opened.values())
  const wanted = reopens ? platform.conversations.size : 0
  return [
    ...unless(opened.size === wanted, `${how}: ${opened.size} streams opened anew, and not ${wanted}`),
    ...unless(slowest <= 2 * HEARTBEAT_MS, `${how}: a stream took ${slowest.toFixed(0)} ms to come back`),
    `${how}: ${opened.size} streams opened anew, the last after ${(slowest / 1_000).toFixed(1)} s`,
  ]
}

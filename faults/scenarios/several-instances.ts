import type { Platform } from '../platform/platform'
import { query } from '../postgres/cluster'
import { unless } from './finding'
import type { Scenario } from './scenario'
import { CONVERSATIONS, seconds, talk, underFault, whileTalking } from './under-fault'

const NEWCOMERS = 40

/** I2: an instance sleeps until others have taken over, and wakes up with what it still had in mind. */
const zombie: Scenario = {
  id: 'I2',
  title: 'an instance is stopped past its lease and goes on',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'i2',
      kind: 'can be read back',
      instances: 2,
      async fault({ customers, instances, databaseUrl }, isOver) {
        const everybody = await customers(CONVERSATIONS)
        const talking = talk(everybody, 30)
        await seconds(0.2)
        // Some of these are being started at the platform when the instance stops, over connections still being opened.
        const starting = customers(NEWCOMERS)
        await seconds(0.02 + context.random.next() * 0.2)
        const [sleeper] = instances
        sleeper?.signal('SIGSTOP')
        await seconds(context.length === 'long' ? 40 : 9)
        const [row] = await query(
          databaseUrl,
          'SELECT count(*)::int AS owners FROM instances WHERE lease_until > now()',
        )
        sleeper?.signal('SIGCONT')
        isOver()
        await talk(await starting, 2)
        await talking
        return unless(row?.owners === 1, `${String(row?.owners)} living instances while one was stopped`)
      },
    }),
}

/** I3: instances are replaced one after the other while everybody talks. */
const rolling: Scenario = {
  id: 'I3',
  title: 'a rolling restart under load',
  short: true,
  run: (context) =>
    underFault(context, {
      name: 'i3',
      instances: 2,
      async fault({ customers, customerLog, platform, instances, startInstance }) {
        const everybody = await customers(CONVERSATIONS)
        const gaps = gapsIn(platform)
        const findings = await whileTalking(everybody, async () => {
          const exits = []
          for (const place of [0, 1]) {
            await seconds(0.5)
            exits.push(await instances[place]?.stop())
            await startInstance(place)
          }
          await seconds(0.5)
          return exits.flatMap((exit) =>
            unless(exit?.code === 0, `an instance ended with ${exit?.code ?? exit?.signal}`),
          )
        })
        const { repeats, unanswered } = customerLog
        const longest = gaps.longest()
        // On a busy machine: not as long as it would take to wait for a lease to run out.
        const allowed = context.length === 'long' ? 1 : 6
        return [
          ...findings,
          ...unless(repeats.length === 0, `customers were told ${repeats.join(', ')}`),
          ...unless(unanswered === 0, `${unanswered} calls were not answered`),
          ...unless(longest <= allowed, `nothing of a conversation arrived for ${longest.toFixed(1)} s`),
          `the longest gap in a conversation was ${longest.toFixed(2)} s`,
        ]
      },
    }),
}

/** An instance is killed and another one goes on. */
const takeOver: Scenario = {
  id: 'I4',
  title: 'one of two instances is killed and not replaced',
  short: false,
  run: (context) =>
    underFault(context, {
      name: 'i4',
      kind: context.random.pick(['recognises ids', 'can be read back']),
      instances: 2,
      recoversWithinMs: 15_000,
      async fault({ customers, instances }, isOver) {
        const everybody = await customers(CONVERSATIONS)
        await whileTalking(everybody, async () => {
          await seconds(0.3)
          instances[0]?.signal('SIGKILL')
          isOver()
          await seconds(1)
        })
        return undefined
      },
    }),
}

/** For how long at most, in seconds, nothing arrived of one conversation. */
function gapsIn(platform: Platform): { longest(): number } {
  const last = new Map<string, number>()
  let longest = 0
  platform.onEffect = (request) => {
    if (request.kind !== 'say') return
    const now = performance.now()
    longest = Math.max(longest, now - (last.get(request.id) ?? now))
    last.set(request.id, now)
  }
  return { longest: () => longest / 1_000 }
}

export const severalInstances = [zombie, rolling, takeOver]

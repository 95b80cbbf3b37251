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
        // On a busy machine the other one may just then be late with its own lease.
        const waitUntil = performance.now() + 20_000
        while ((await living(databaseUrl)) !== 1 && performance.now() < waitUntil) await seconds(0.2)
        const alive = await living(databaseUrl)
        sleeper?.signal('SIGCONT')
        isOver()
        await talk(await starting, 2)
        await talking
        return unless(alive === 1, `${alive} living instances while one was stopped`)
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
      async fault(trial, isOver) {
        const { customers, customerLog, platform, instances, startInstance, databaseUrl } = trial
        const everybody = await customers(CONVERSATIONS)
        const gaps = gapsIn(platform)
        const findings = await whileTalking(everybody, async () => {
          const findings = []
          for (const place of [0, 1]) {
            await seconds(0.5)
            const exit = await instances[place]?.stop()
            const left = await owners(databaseUrl)
            await startInstance(place)
            findings.push(
              ...unless(exit?.code === 0, `an instance ended with ${exit?.code ?? exit?.signal}`),
              ...unless(
                left <= 1,
                'an instance ended, and its conversations waited for its lease to run out',
              ),
            )
          }
          await seconds(0.5)
          return findings
        })
        const { repeats, unanswered } = customerLog
        isOver()
        // A gap has an end only when what was said has arrived.
        await trial.settled(60_000)
        const longest = gaps.longest()
        // How long it takes on a busy machine says nothing of the hub; that nobody waits for a lease is looked at above.
        const allowed = context.length === 'long' ? 1 : Number.POSITIVE_INFINITY
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

/** How many instances have a lease that has not run out. */
async function living(databaseUrl: string): Promise<number> {
  const [row] = await query(
    databaseUrl,
    'SELECT count(*)::int AS living FROM instances WHERE lease_until > now()',
  )
  return Number(row?.living)
}

/** How many instances the conversations belong to: what has an owner is taken over when its lease runs out. */
async function owners(databaseUrl: string): Promise<number> {
  const [row] = await query(
    databaseUrl,
    'SELECT count(DISTINCT owner)::int AS owners FROM conversations WHERE at_work',
  )
  return Number(row?.owners)
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

import type { FailpointName } from '@conversation-hub/hub'
import type { PlatformKind } from '../platform/kinds'
import type { Customer } from '../trial/customer'
import { startTrial, type Trial } from '../trial/trial'
import { findingsOf, recovery, unless } from './finding'
import type { Scenario, ScenarioContext } from './scenario'
import { trialOf } from './trial-of'

const LINES_EACH = 10
/** So many kills share one set of processes and connections. */
const KILLS_PER_TRIAL = 5

/** How the process is brought to its end once in a round. `per`: how often the moment comes. */
interface Kill {
  readonly at:
    | FailpointName
    | 'platform took it'
    | 'platform took the start'
    | 'customer was shown it'
    | 'carrier took it'
  readonly per: 'message' | 'conversation'
}

interface KillRow {
  readonly id: string
  readonly title: string
  readonly kill: Kill
  /** The kinds of platform at which the row says something. */
  readonly kinds: readonly [PlatformKind, ...PlatformKind[]]
  readonly createInThirdPartySystems?: boolean
  /** The customers write from phones, and the row is not for every run. */
  readonly byPhone?: boolean
  /** Runs when the customers have begun to talk. */
  readonly meanwhile?: (trial: Trial) => void
}

/** Kills the only instance at one moment, again and again under load, and brings it up again. */
export function killScenario(row: KillRow): Scenario {
  return {
    id: row.id,
    title: row.title,
    short: row.byPhone !== true,
    async run(context) {
      const findings = []
      const notes = []
      for (let kills = context.volume.kills; kills > 0; kills -= KILLS_PER_TRIAL) {
        const part = await runTrial(row, context, Math.min(kills, KILLS_PER_TRIAL))
        findings.push(...part.findings)
        notes.push(part.note)
      }
      return { done: true, findings, notes }
    },
  }
}

async function runTrial(row: KillRow, context: ScenarioContext, kills: number) {
  const { random, cluster } = context
  const conversations = Math.max(1, Math.round(context.volume.messages / LINES_EACH))
  const kind = random.pick(row.kinds)
  const trial = await startTrial({
    ...trialOf(context, row.id),
    databaseUrl: await cluster.createDatabase(),
    kind,
    byPhone: row.byPhone ?? false,
  })
  try {
    await trial.startInstance()
    let died = 0
    for (let round = 0; round < kills; round += 1) {
      if (await runRound(row, trial, { nth: momentIn(row.kill, conversations, random), conversations }))
        died += 1
    }
    const tookMs = await trial.drain()
    const note = `${kind}: ${died} of ${kills} kills hit, ${trial.customerLog.accepted.length} messages accepted, all arrived ${(tookMs / 1_000).toFixed(1)} s after the last`
    return {
      findings: [...findingsOf(trial), ...recovery(context, tookMs), ...unless(died > 0, 'no kill ever hit')],
      note,
    }
  } finally {
    await trial.stop()
  }
}

/** Answers whether the moment came. Where it does not, the process is left alone. */
/** Somewhere in the first three quarters of what a round brings, so that the moment comes in almost every round. */
function momentIn({ per }: Kill, conversations: number, random: ScenarioContext['random']): number {
  const times = per === 'conversation' ? conversations : conversations * LINES_EACH
  return random.between(1, Math.max(1, Math.floor(times * 0.75)))
}

async function runRound(
  row: KillRow,
  trial: Trial,
  { nth, conversations }: { nth: number; conversations: number },
): Promise<boolean> {
  const [victim] = trial.instances
  if (!victim) return false
  let left = nth
  const count = () => {
    left -= 1
    if (left === 0) victim.signal('SIGKILL')
  }
  trial.platform.onEffect = () => {}
  let onEvent = () => {}
  switch (row.kill.at) {
    case 'platform took it':
      trial.platform.onEffect = ({ kind }) => kind === 'say' && count()
      break
    case 'platform took the start':
      trial.platform.onEffect = ({ kind }) => kind === 'create' && count()
      break
    case 'carrier took it':
      if (trial.carrier) trial.carrier.onTaken = count
      break
    case 'customer was shown it':
      onEvent = count
      break
    default:
      victim.failAt({ failAt: row.kill.at, nth })
  }
  const { createInThirdPartySystems } = row
  const customers = Array.from({ length: conversations }, () =>
    trial.newCustomer({
      onEvent,
      ...(createInThirdPartySystems !== undefined && { createInThirdPartySystems }),
    }),
  )
  const talking = Promise.all(customers.map(talk))
  row.meanwhile?.(trial)
  const end = await Promise.race([victim.exited, talking.then(() => undefined)])
  // What the customers were still to be told may bring the moment yet.
  const died = end ?? (await Promise.race([victim.exited, trial.settled(5_000).then(() => undefined)]))
  if (died) await trial.startInstance()
  await talking
  // What is still on its way arrives in peace.
  trial.platform.onEffect = () => {}
  return died !== undefined
}

async function talk(customer: Customer): Promise<void> {
  await customer.start()
  await customer.say(LINES_EACH)
}

import type { FailpointName } from '@conversation-hub/hub'
import type { PlatformKind } from '../platform/kinds'
import type { Customer } from '../trial/customer'
import { startTrial, type Trial } from '../trial/trial'
import { arrival, findingsOf, recovery, since, unless } from './finding'
import type { Scenario, ScenarioContext } from './scenario'
import { trialOf } from './trial-of'

const LINES_EACH = 10
const NEVER = Number.MAX_SAFE_INTEGER
/** While the moment has not come, everybody says so many lines more at most. */
const MORE_LINES = 30
const ALL_ARRIVES_WITHIN_MS = 60_000
/** At least, on a machine that is not very busy. */
const TIMES_PER_CONVERSATION = { conversation: 1, batch: LINES_EACH / 4, message: LINES_EACH }
/** So many kills share one set of processes and connections. */
const KILLS_PER_TRIAL = 5

/**
 * How the process is brought to its end once in a round. `per`: how often the moment comes. On a busy machine, several
 * messages are read together as one batch.
 */
interface Kill {
  readonly at:
    | FailpointName
    | 'platform took it'
    | 'platform took the start'
    | 'customer was shown it'
    | 'carrier took it'
  readonly per: keyof typeof TIMES_PER_CONVERSATION
}

interface KillRow {
  readonly id: string
  readonly title: string
  readonly kill: Kill
  /** The kinds of platform at which the row says something; the kills are shared out between them. */
  readonly kinds: readonly [PlatformKind, ...PlatformKind[]]
  /** The customers write from phones. */
  readonly byPhone?: boolean
  /** The row is not for every run. */
  readonly isForNights?: boolean
  /** Runs when the customers have begun to talk. */
  readonly meanwhile?: (trial: Trial) => void
}

/** Kills the only instance at one moment, again and again under load, and brings it up again. */
export function killScenario(row: KillRow): Scenario {
  return {
    id: row.id,
    title: row.title,
    short: row.isForNights !== true,
    async run(context) {
      const findings = []
      const notes = []
      for (const kind of row.kinds) {
        const share = Math.ceil(context.volume.kills / row.kinds.length)
        for (let kills = share; kills > 0; kills -= KILLS_PER_TRIAL) {
          const part = await runTrial(row, context, { kind, kills: Math.min(kills, KILLS_PER_TRIAL) })
          findings.push(...part.findings)
          notes.push(part.note)
        }
      }
      return { done: true, findings, notes }
    },
  }
}

async function runTrial(
  row: KillRow,
  context: ScenarioContext,
  { kind, kills }: { kind: PlatformKind; kills: number },
) {
  const { random, cluster } = context
  const conversations = Math.max(1, Math.round(context.volume.messages / LINES_EACH))
  const trial = await startTrial({
    ...trialOf(context, row.id),
    databaseUrl: await cluster.createDatabase(),
    kind,
    byPhone: row.byPhone ?? false,
  })
  try {
    await trial.startInstance()
    let died = 0
    let upAt = performance.now()
    const isUp = () => {
      upAt = performance.now()
    }
    for (let round = 0; round < kills; round += 1) {
      const nth = momentIn(row.kill, conversations, random)
      if (await runRound(row, trial, { nth, conversations, isUp })) died += 1
    }
    const tookMs = await since(upAt, trial.drain())
    const note = `${kind}: ${died} of ${kills} kills hit, ${trial.customerLog.accepted.length} messages accepted, ${arrival(tookMs)}`
    return {
      findings: [
        ...findingsOf(trial),
        ...recovery(context, tookMs),
        ...unless(died === kills, `${kind}: only ${died} of ${kills} kills hit`),
      ],
      note,
    }
  } finally {
    await trial.stop()
  }
}

/** Somewhere in the first three quarters of what a round brings, so that the moment comes in almost every round. */
function momentIn({ per }: Kill, conversations: number, random: ScenarioContext['random']): number {
  const times = conversations * TIMES_PER_CONVERSATION[per]
  return random.between(1, Math.max(1, Math.floor(times * 0.75)))
}

/** Returns whether the moment came. Where it does not, the process is left alone. */
async function runRound(
  row: KillRow,
  trial: Trial,
  { nth, conversations, isUp }: { nth: number; conversations: number; isUp: () => void },
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
  const customers = Array.from({ length: conversations }, () => trial.newCustomer({ onEvent }))
  const talking = talkUntil(() => !victim.isRunning(), customers, trial)
  row.meanwhile?.(trial)
  const died = await Promise.race([victim.exited, talking.then(() => undefined)])
  if (died) await trial.startInstance().then(isUp)
  else if (victim.isRunning()) victim.failAt({ failAt: 'after-mark', nth: NEVER })
  await talking
  // What is still on its way arrives in peace.
  left = NEVER
  trial.platform.onEffect = () => {}
  return died?.signal === 'SIGKILL'
}

/** What is still to arrive when everybody has talked may bring the moment yet; and if not, what is said then. */
async function talkUntil(
  isOver: () => boolean,
  customers: ReadonlyArray<Customer>,
  { settled }: Trial,
): Promise<void> {
  await Promise.all(customers.map(talk))
  for (let more = 0; !isOver() && more < MORE_LINES; more += 1) {
    const tookMs = await settled(ALL_ARRIVES_WITHIN_MS)
    if (tookMs === undefined || isOver()) return
    await Promise.all(customers.map((customer) => customer.say(1)))
  }
}

async function talk(customer: Customer): Promise<void> {
  await customer.start()
  await customer.say(LINES_EACH)
}

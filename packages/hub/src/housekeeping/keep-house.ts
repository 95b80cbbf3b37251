import { conversationErrorOf } from '../database/database-error'
import { claimSetAside, type KeyedEventsContext } from '../driving/events/keyed-events'
import type { ResolvedSettings } from '../settings/settings'
import { countDeadLetters } from './count-dead-letters'
import { expire } from './expire'
import { endWhatIsOver, hasTimers } from './timers'

const TIMERS_EVERY_MS = 1_000
const EXPIRE_EVERY_MS = 60_000
const TIDY_EVERY_MS = 5_000
const CLAIM_EVERY_MS = 5_000
const COUNT_EVERY_MS = 15_000

interface Context extends KeyedEventsContext {
  readonly instanceId: string
  readonly settings: ResolvedSettings
  readonly mayAct: () => boolean
}

/** What is done regularly. */
export interface House {
  /** How many there were when they were last counted. */
  deadLetters(): number
  stop(): Promise<void>
}

/** Does regularly what no call asks for: timers, and deleting what has expired. */
export function keepHouse(context: Context): House {
  const { database, settings } = context
  let isStopping = false
  let deadLetters = 0
  const chores = [
    ...(hasTimers(settings)
      ? [every(TIMERS_EVERY_MS, context, () => (context.mayAct() ? endWhatIsOver(context) : undefined))]
      : []),
    // There may be thousands of conversations to delete, and a stop must not wait for all of them.
    every(EXPIRE_EVERY_MS, context, () => expire(database, settings.keepEndedForDays, () => isStopping)),
    every(TIDY_EVERY_MS, context, () => database.tidy?.()),
    every(CLAIM_EVERY_MS, context, () => (context.mayAct() ? claimForOthers(context) : undefined)),
    every(COUNT_EVERY_MS, context, async () => {
      deadLetters = await countDeadLetters(database)
    }),
  ]
  return {
    deadLetters: () => deadLetters,
    async stop() {
      isStopping = true
      await Promise.all(chores.map((stop) => stop()))
    },
  }
}

/** Keeps events that another instance could not write: nobody else would tell whoever drives those conversations. */
async function claimForOthers(context: Context): Promise<void> {
  for (const [name, { arrival }] of context.platforms) {
    if (arrival.kind === 'webhook' || arrival.kind === 'account-stream') await claimSetAside(context, name)
  }
}

/** Repeats the work, never two at a time; what fails is left to the next time. Returns the function that stops it. */
function every(
  milliseconds: number,
  { settings }: Context,
  chore: () => Promise<void> | undefined,
): () => Promise<void> {
  let running: Promise<void> | undefined
  async function run(): Promise<void> {
    try {
      await chore()
    } catch (thrown) {
      const { code, message: detail } = conversationErrorOf(thrown, 'Housekeeping')
      settings.log({ level: 'warn', event: 'housekeeping-failed', code, detail })
    } finally {
      running = undefined
    }
  }
  const timer = setInterval(() => {
    running ??= run()
  }, milliseconds)
  return async () => {
    clearInterval(timer)
    await running
  }
}

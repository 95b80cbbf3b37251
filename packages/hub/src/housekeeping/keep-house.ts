import { conversationErrorOf } from '../database/database-error'
import { claimSetAside } from '../driving/events/keyed-events'
import type { ResolvedSettings } from '../settings/settings'
import { expire } from './expire'
import { endWhatIsOver, hasTimers } from './timers'

const TIMERS_EVERY_MS = 1_000
const EXPIRE_EVERY_MS = 60_000
const TIDY_EVERY_MS = 5_000
const CLAIM_EVERY_MS = 5_000

type Context = Parameters<typeof claimSetAside>[0] & {
  readonly instanceId: string
  readonly settings: ResolvedSettings
  readonly mayAct: () => boolean
}

/** Does from time to time what nobody asks for. */
export function keepHouse(context: Context): { stop: () => Promise<void> } {
  const { database, settings } = context
  let isStopping = false
  const chores = [
    ...(hasTimers(settings)
      ? [every(TIMERS_EVERY_MS, context, () => (context.mayAct() ? endWhatIsOver(context) : undefined))]
      : []),
    // Thousands of conversations may have to go at once: a stop does not wait for all of them.
    every(EXPIRE_EVERY_MS, context, () => expire(database, settings.keepEndedForDays, () => isStopping)),
    every(TIDY_EVERY_MS, context, () => database.tidy?.()),
    every(CLAIM_EVERY_MS, context, () => (context.mayAct() ? claimForOthers(context) : undefined)),
  ]
  return {
    async stop() {
      isStopping = true
      await Promise.all(chores.map((stop) => stop()))
    },
  }
}

/** What an instance was delivered and could not read is for conversations that another may drive, which hears of it by nobody. */
async function claimForOthers(context: Context): Promise<void> {
  for (const [name, { arrival }] of context.platforms) {
    if (arrival.kind === 'webhook' || arrival.kind === 'account-stream') await claimSetAside(context, name)
  }
}

/** Never two at a time; what fails is done at the next turn. Answers the function that stops it. */
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

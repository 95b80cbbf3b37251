import { pause } from '@conversation-hub/core'
import type { Carrying } from '../channels/carrying'
import type { Database } from '../database/database'
import { conversationErrorOf } from '../database/database-error'
import type { AccountStreams } from '../driving/account-streams/account-streams'
import type { Fleet } from '../driving/fleet'
import type { FanOut } from '../fan-out/fan-out'
import type { WakeUps } from '../fan-out/wake-ups'
import type { InstanceLease } from '../leases/instance-lease'

/** Whoever stops a service gives it ten seconds, at the least: half a second of them is for the goodbyes. */
const CLOSE_WITHIN_MS = 9_500

interface Running {
  readonly database: Pick<Database, 'close'>
  readonly fleet: Pick<Fleet, 'stop'>
  readonly carrying: Pick<Carrying, 'stop'>
  readonly accountStreams: Pick<AccountStreams, 'stop'>
  readonly house: { stop: () => Promise<void> }
  readonly wakeUps: Pick<WakeUps, 'tell' | 'stop'>
  readonly lease: Pick<InstanceLease, 'stop'>
  readonly fanOut: Pick<FanOut, 'stop'>
}

/**
 * Stops everything and gives everything back. All of it has one deadline: what a database that does not answer still keeps
 * waiting then ends with its connections, and what was not given back others find when the lease runs out. A part that
 * throws, which is a defect, keeps none of the others from being stopped.
 */
export async function closeHub(running: Running): Promise<void> {
  const late = new AbortController()
  const stopped = await Promise.race([stopAll(running), pause(CLOSE_WITHIN_MS, late.signal)])
  late.abort()
  // Whatever hangs, a connector's stream for example: their timers would keep the process.
  if (!stopped) void Promise.allSettled([running.wakeUps.stop(), running.lease.stop()])
  running.fanOut.stop()
  await running.database.close()
  const failed = stopped?.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw conversationErrorOf(failed.reason, 'Stopping the hub')
}

async function stopAll({ fleet, carrying, accountStreams, house, wakeUps, lease }: Running) {
  const tellOthers = () => wakeUps.tell({ orphans: true })
  // Beside each other: what waits for the database must not take the time from a call that is under way.
  const parts = await Promise.allSettled([
    accountStreams.stop().then(tellOthers),
    house.stop(),
    fleet.stop(tellOthers),
    carrying.stop().then(tellOthers),
  ])
  tellOthers()
  const goodbyes = wakeUps.stop().finally(() => lease.stop())
  return [...parts, ...(await Promise.allSettled([goodbyes]))]
}

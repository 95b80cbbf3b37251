import { pause } from '@conversation-hub/core'
import type { Carrying } from '../channels/carrying'
import type { Database } from '../database/database'
import type { AccountStreams } from '../driving/account-streams'
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
 * waiting then ends with its connections, and what was not given back others find when the lease runs out.
 */
export async function closeHub(running: Running): Promise<void> {
  const late = new AbortController()
  const isLate = await Promise.race([
    stopAll(running).then(() => false),
    pause(CLOSE_WITHIN_MS, late.signal).then(() => true),
  ])
  late.abort()
  // Whatever hangs, a connector's stream for example: their timers would keep the process.
  if (isLate) void Promise.allSettled([running.wakeUps.stop(), running.lease.stop()])
  running.fanOut.stop()
  await running.database.close()
}

async function stopAll({ fleet, carrying, accountStreams, house, wakeUps, lease }: Running): Promise<void> {
  const tellOthers = () => wakeUps.tell({ orphans: true })
  // Beside each other: what waits for the database must not take the time from a call that is under way.
  await Promise.all([
    accountStreams.stop().then(tellOthers),
    house.stop(),
    fleet.stop(tellOthers),
    carrying.stop().then(tellOthers),
  ])
  tellOthers()
  await wakeUps.stop()
  await lease.stop()
}

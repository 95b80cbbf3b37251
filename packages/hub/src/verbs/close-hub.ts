import { pause } from '@conversation-hub/core'
import type { Carrying } from '../channels/carrying'
import type { Database } from '../database/database'
import { conversationErrorOf } from '../database/database-error'
import type { AccountStreams } from '../driving/account-streams/account-streams'
import type { Fleet } from '../driving/fleet'
import type { FanOut } from '../fan-out/fan-out'
import type { WakeUps } from '../fan-out/wake-ups'
import type { InstanceLease } from '../leases/instance-lease'

/** Service managers give a process at least ten seconds to stop. Half a second of them is for closing connections. */
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
 * Stops everything and gives everything back, within one deadline. If the database does not answer, whatever still
 * waits for it then ends with its connections, and others find what was not given back when the lease runs out. A part
 * that throws, which would be a defect, does not keep the others from being stopped.
 */
export async function closeHub(running: Running): Promise<void> {
  const late = new AbortController()
  const stopped = await Promise.race([stopAll(running), pause(CLOSE_WITHIN_MS, late.signal)])
  late.abort()
  // Even if something hangs, for example a connector's stream: these timers would keep the process alive.
  if (!stopped) void Promise.allSettled([running.wakeUps.stop(), running.lease.stop()])
  running.fanOut.stop()
  await running.database.close()
  const failed = stopped?.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw conversationErrorOf(failed.reason, 'Stopping the hub')
}

async function stopAll({ fleet, carrying, accountStreams, house, wakeUps, lease }: Running) {
  const tellOthers = () => wakeUps.tell({ orphans: true })
  // In parallel: a part that waits for the database must not take time from calls that are under way.
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

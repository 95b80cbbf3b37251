import { ConversationError } from '@conversation-hub/core'
import { openDatabase } from './database/open-database'
import { createFleet } from './driving/fleet'
import { createFanOut } from './fan-out/fan-out'
import { createWakeUps, type WakeUps } from './fan-out/wake-ups'
import type { Hub } from './hub'
import { createJournal } from './journal/journal'
import { holdInstanceLease } from './leases/instance-lease'
import { createStreamPace } from './leases/stream-pace'
import { createCipher } from './secrets/cipher'
import { resolveSettings } from './settings/resolve-settings'
import type { HubSettings } from './settings/settings'
import { hubVerbs } from './verbs/hub-verbs'

/**
 * Opens a hub: brings the database to this version, takes over every conversation that nobody drives, and
 * goes on with it. Several hubs on one Postgres share the work.
 *
 * Throws `settings-invalid`, `data-folder-locked`, `data-folder-unusable` or `database-unavailable`.
 */
export async function createHub(written: HubSettings): Promise<Hub> {
  const settings = resolveSettings(written)
  const cipher = createCipher(settings.secretKeys)
  const database = await openDatabase(settings.database)
  const instanceId = crypto.randomUUID()
  try {
    const lease = await holdInstanceLease(database, instanceId)
    const fanOut = createFanOut(database)
    let wakeUps: WakeUps | undefined
    const journal = createJournal(database, ({ record, events }) => {
      const { id, endedAt, pendingCommands } = record.row
      fanOut.committed(id, events, endedAt !== undefined && pendingCommands === 0)
      if (!fleet.wake(id)) journal.forget(id)
      wakeUps?.changed(id)
    })
    const fleet = createFleet({
      instanceId,
      database,
      journal,
      cipher,
      platforms: settings.platforms,
      log: settings.log,
      mayAct: lease.held,
      mayOpenStream: createStreamPace(),
      pass(id, event) {
        const json = JSON.stringify({ at: new Date().toISOString(), ...event })
        fanOut.pass(id, { type: event.type, json })
        wakeUps?.tell({ passing: { id, type: event.type, json } })
      },
    })
    wakeUps = await createWakeUps({
      database,
      instanceId,
      hasPeers: lease.hasPeers,
      hear({ changed = [], passing, typing, orphans }) {
        for (const id of changed) {
          if (fleet.drives(id)) journal.forget(id)
          fleet.wake(id)
          fanOut.changedElsewhere(id)
        }
        if (passing) fanOut.pass(passing.id, { type: passingType(passing.type), json: passing.json })
        if (typing) void fleet.typing(typing.id, typing.typing).catch(() => {})
        if (orphans) void fleet.adopt()
      },
      *watched() {
        for (const id of new Set([...fleet.ids(), ...fanOut.ids()])) {
          yield [id, journal.peek(id)?.row.version ?? 0] as const
        }
      },
    })
    await fleet.adopt()
    const context = { instanceId, settings, database, journal, fleet }
    return hubVerbs(context, { fanOut, lease, wakeUps })
  } catch (thrown) {
    await database.close().catch(() => {})
    throw thrown
  }
}

function passingType(type: string): 'typing' | 'partial' | 'input' {
  if (type === 'typing' || type === 'partial' || type === 'input') return type
  throw new ConversationError('internal', 'Another instance passed on an event of an unknown type.')
}

import type { NewPassingEvent } from '@conversation-hub/core'
import { type Carrying, createCarrying } from './channels/carrying'
import type { ConversationRow } from './conversations/conversation-row'
import { isOver } from './conversations/record'
import { forCallers } from './database/database-error'
import { openDatabase } from './database/open-database'
import { type AccountStreams, followAccountStreams } from './driving/account-streams/account-streams'
import { createFirstOpenings } from './driving/account-streams/first-opening'
import { createFleet } from './driving/fleet'
import { takeOverCommand } from './driving/moves/take-over-command'
import { createPlatformAccounts } from './driving/platform-accounts'
import { platformsFirst } from './driving/platforms-first'
import { createStreamPace } from './driving/stream/stream-pace'
import { createFanOut } from './fan-out/fan-out'
import { createWakeUps, type WakeUps } from './fan-out/wake-ups'
import { createAddressOfFile } from './files/platform-file'
import { keepHouse } from './housekeeping/keep-house'
import type { Hub } from './hub'
import { createJournal } from './journal/journal'
import { holdInstanceLease } from './leases/instance-lease'
import { createCipher } from './secrets/cipher'
import { refuseUnknownKeys } from './secrets/refuse-unknown-keys'
import { resolveSettings } from './settings/resolve-settings'
import type { HubSettings } from './settings/settings'
import { tellMissingResources } from './settings/tell-missing-resources'
import { hubVerbs } from './verbs/hub-verbs'
import { createInOrder } from './verbs/in-order'

/**
 * Opens a hub: brings the database up to this version, and goes on with every conversation that no other instance has.
 * Several hubs on one Postgres share the work.
 *
 * Throws `settings-invalid`, `data-folder-locked`, `data-folder-unusable` or `database-unavailable`.
 */
export async function createHub(written: HubSettings): Promise<Hub> {
  const settings = resolveSettings(written)
  const { platforms, log, failpoint } = settings
  const cipher = createCipher(settings.secretKeys)
  const database = await openDatabase(settings.database)
  const instanceId = crypto.randomUUID()
  try {
    await refuseUnknownKeys(database, cipher)
    await tellMissingResources(database, settings)
    const lease = await holdInstanceLease(database, instanceId, () => fleet.recheck())
    const fanOut = createFanOut(database)
    let wakeUps: WakeUps | undefined
    let carrying: Carrying | undefined
    let accountStreams: AccountStreams | undefined
    const journal = createJournal(database, {
      isAtHand: (id) => fleet.drives(id),
      now: lease.now,
      lapses: lease.lapses,
      concludes: (platform) => platforms.get(platform)?.conclude !== undefined,
      onCommit(commit) {
        const { record, events, commands } = commit
        const { id, destination } = record.row
        fleet.wake(id)
        carrying?.committed(commit)
        wakeUps?.changed(id)
        const show = () => fanOut.committed(id, events, { ended: isOver(record), destination })
        if (commands.length > 0) platformsFirst(show)
        else show()
      },
      onDoubt: (ids) => wakeUps?.doubt(ids),
    })
    const instances = () => lease.peers() + 1
    const accounts = createPlatformAccounts({
      commandsPerSecond: settings.limits.commandsPerAccount,
      instances,
    })
    const takeOver = (row: ConversationRow, why: 'fallback' | 'escalated') =>
      takeOverCommand(settings, row, why)
    function pass(id: string, event: NewPassingEvent): void {
      const { type } = event
      const json = JSON.stringify({ at: lease.now().toISOString(), ...event })
      // Only if the record is at hand: it may not be, when one delivery brings events of many conversations.
      const destination = journal.peek(id)?.row.destination
      fanOut.pass(id, { type, json }, destination)
      wakeUps?.tell({ passing: { id, type, json, destination } })
    }
    const { held: mayAct, awake, lapses, isAlone, now, tellsOfDeath } = lease
    const shared = {
      instanceId,
      database,
      journal,
      platforms,
      cipher,
      log,
      takeOver,
      addressOfFile: createAddressOfFile(platforms, cipher),
      pass,
      mayAct,
      awake,
      lapses,
      isAlone,
      tellsOfDeath,
      now,
    }
    const fleet = createFleet({
      ...shared,
      accounts,
      failpoint,
      mayOpenStream: createStreamPace(),
      awaitFirstOpening: createFirstOpenings(database),
    })
    wakeUps = await createWakeUps({
      database,
      instanceId,
      isAlone,
      hear({ changed = [], passing, typing, orphans }) {
        for (const id of changed) {
          journal.forget(id)
          fleet.wake(id)
          fanOut.changedElsewhere(id)
          carrying?.wake(id)
        }
        if (passing) fanOut.pass(passing.id, passing, passing.destination)
        if (typing) void fleet.typing(typing.id, typing.typing).catch(() => {})
        if (orphans) {
          void fleet.adopt()
          void carrying?.adopt()
          accountStreams?.look()
        }
      },
      *watched() {
        for (const id of new Set([...fleet.ids(), ...fanOut.ids()])) {
          yield [id, journal.peek(id)?.row.version] as const
        }
        for (const [id, version] of carrying?.versions() ?? []) {
          yield [id, Math.min(version, journal.peek(id)?.row.version ?? version)] as const
        }
      },
    })
    accountStreams = followAccountStreams(shared)
    const house = keepHouse({ ...shared, settings })
    carrying = createCarrying({ ...shared, settings, instances })
    await Promise.all([fleet.adopt(), carrying.adopt()])
    const context = { ...shared, settings, fleet, carrying, inOrder: createInOrder() }
    return hubVerbs(context, { fanOut, lease, wakeUps, accounts, accountStreams, house })
  } catch (thrown) {
    await database.close().catch(() => {})
    throw forCallers(thrown)
  }
}

import { type ChannelAdapter, pause } from '@conversation-hub/core'
import { conversationErrorOf } from '../database/database-error'
import { leftToOthers } from '../driving/left-to-others'
import { createPlatformAccounts, type PlatformAccounts } from '../driving/platform-accounts'
import type { Commit } from '../journal/journal'
import { type Carriage, carryConversation } from './carriage'
import { carrierOf } from './carrier-of'
import type { CarryContext } from './carry-context'

const LOOK_FOR_ORPHANS_EVERY_MS = 1_500
const CLAIM_AT_ONCE = 500
/** A server whose answer was lost may still commit a little later, so one look is not enough. */
const LOOKS_WHEN_IN_DOUBT = 3
/** Nearly all of the time that stopping may take. */
const SETTLE_WITHIN_MS = 9_000

/** All conversations whose messages this instance hands to carriers. */
export interface Carrying {
  /** Something was written to a conversation here. */
  committed(commit: Pick<Commit, 'record' | 'onVersion' | 'events'>): void
  /** Something may have been written to it elsewhere. */
  wake(conversationId: string): void
  /** The conversations that this instance carries, with their version at the last look. */
  versions(): Iterable<readonly [conversationId: string, version: number]>
  /** Looks at once for conversations that nobody carries. */
  adopt(): Promise<void>
  /** Looks again at every conversation that this instance carries, and for others that nobody carries. */
  recheck(): Promise<void>
  count(): number
  /** Stops and gives everything back. */
  stop(): Promise<void>
}

export function createCarrying(parts: Omit<CarryContext, 'accountsOf'>): Carrying {
  const { database, instanceId, settings } = parts
  const accounts = new Map<string, PlatformAccounts>()
  const context: CarryContext = { ...parts, accountsOf }
  const carriages = new Map<string, Carriage>()
  const left = leftToOthers()
  const resources = [...settings.resources.keys()].filter((id) => carrierOf(settings, id) !== undefined)
  let claiming: Promise<void> | undefined
  let claimAgain = false
  /** A claim whose answer was lost may have left conversations to this instance without its knowing. */
  let looksInDoubt = 0
  let stopped = resources.length === 0
  const timer = stopped ? undefined : setInterval(() => void claim(), LOOK_FOR_ORPHANS_EVERY_MS)

  function accountsOf({ account, capabilities }: ChannelAdapter): PlatformAccounts {
    const known = accounts.get(account)
    if (known) return known
    const made = createPlatformAccounts({
      commandsPerSecond: capabilities.messagesPerSecond,
      instances: parts.instances,
    })
    accounts.set(account, made)
    return made
  }

  function carry(id: string, fence: number): void {
    carriages.get(id)?.stop()
    const carriage = carryConversation(id, context, {
      fence,
      doubtful: fence > 1,
      onDone(why) {
        if (why === 'unreadable') left.add(new Map([[id, 'stopped']]))
        if (carriages.get(id) === carriage) carriages.delete(id)
      },
    })
    carriages.set(id, carriage)
    carriage.wake()
  }

  async function claimAll(): Promise<void> {
    while (!stopped && parts.mayAct()) {
      claimAgain = false
      const ownToo = looksInDoubt > 0
      const rows = await database.query(
        `UPDATE conversations SET carrier_owner = $1::uuid, carrier_fence = carrier_fence + 1
         WHERE id IN (
           SELECT c.id FROM conversations c
           WHERE c.channel = 'sms' AND NOT c.carried AND c.resource_id = ANY($2::text[])
             AND c.id <> ALL($6::uuid[])
             AND CASE WHEN c.carrier_owner = $1::uuid THEN $3::boolean AND c.id <> ALL($4::uuid[])
               ELSE c.carrier_owner IS NULL OR ($5::boolean AND NOT EXISTS (
                 SELECT 1 FROM instances i WHERE i.id = c.carrier_owner AND i.lease_until > now())) END
           LIMIT ${CLAIM_AT_ONCE} FOR UPDATE SKIP LOCKED)
         RETURNING id, carrier_fence`,
        [
          instanceId,
          resources,
          ownToo,
          ownToo ? [...carriages.keys()] : [],
          parts.tellsOfDeath(),
          left.ids(),
        ],
      )
      looksInDoubt = Math.max(looksInDoubt - 1, 0)
      // What is claimed after the stop is given back with the rest.
      if (stopped) return
      for (const { id, carrier_fence } of rows) carry(String(id), Number(carrier_fence))
      if (rows.length < CLAIM_AT_ONCE && !claimAgain) return
    }
  }

  function claim(): Promise<void> {
    claimAgain = true
    if (stopped) return Promise.resolve()
    claiming ??= claimAll()
      .catch((thrown) => {
        looksInDoubt = LOOKS_WHEN_IN_DOUBT
        const { code, message: detail } = conversationErrorOf(thrown, 'Looking for text messages to carry')
        settings.log({ level: 'warn', event: 'claiming-failed', code, detail })
      })
      .finally(() => {
        claiming = undefined
      })
    return claiming
  }

  return {
    committed({ record: { row }, onVersion, events }) {
      if (stopped) return
      // The customer has gone on elsewhere: whoever still carries the conversation lets it go.
      if (row.channel !== 'sms') return carriages.get(row.id)?.wake()
      // Only what is said to the customer is carried, and the end of it all.
      const matters =
        row.endedAt !== undefined ||
        events.some(({ type, speaker }) => type === 'message' && speaker !== 'customer')
      const carriage = carriages.get(row.id)
      // If a version in between was not looked at, somebody else has written, and their notification may be lost.
      if (carriage && !matters && carriage.version() === onVersion) return carriage.passOver(row.version)
      if (carriage) carriage.wake()
      else if (matters && resources.includes(row.resourceId)) void claim()
    },
    wake: (conversationId) => carriages.get(conversationId)?.wake(),
    *versions() {
      for (const [id, carriage] of carriages) yield [id, carriage.version()] as const
    },
    adopt: claim,
    async recheck() {
      for (const one of carriages.values()) one.wake()
      await claim()
    },
    count: () => carriages.size,
    async stop() {
      stopped = true
      clearInterval(timer)
      // What is under way may finish: if it were cut off, it would have to be looked for at the carrier.
      const late = new AbortController()
      const settled = Promise.all([...carriages.values()].map((one) => one.settle()))
      await Promise.race([settled, pause(SETTLE_WITHIN_MS, late.signal)])
      late.abort()
      for (const one of carriages.values()) one.stop()
      carriages.clear()
      await claiming
      // Whatever resource they are at by now: another instance's newer configuration may have more of them.
      await database
        .query(
          `UPDATE conversations SET carrier_owner = NULL
           WHERE channel = 'sms' AND NOT carried AND carrier_owner = $1::uuid`,
          [instanceId],
        )
        .catch(() => {})
    },
  }
}

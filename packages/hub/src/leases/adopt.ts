import type { Database } from '../database/database'

const ADOPT_AT_ONCE = 500

/**
 * How a conversation's last owner ended: it gave everything back, or its lease ran out. `none`: there was no other
 * owner.
 */
export type LastOwner = 'none' | 'stopped' | 'died'

/**
 * Takes over conversations that nobody drives: those that were given back, and (with `fromTheDead`) those of other
 * instances whose lease has run out. Raising the fence voids whatever their last owner still tries to write. An
 * instance never takes over its own conversations, because its calls are still under way, even if its lease ran out
 * while nobody else was there. Those that are `left` to others are not taken either.
 */
export async function adoptOrphans(
  database: Database,
  instanceId: string,
  { fromTheDead, left }: { readonly fromTheDead: boolean; readonly left: ReadonlyArray<string> },
): Promise<ReadonlyMap<string, LastOwner>> {
  const rows = await database.query(
    `WITH orphans AS (
       SELECT c.id, c.owner FROM conversations c
       WHERE c.at_work AND c.id <> ALL($3::uuid[])
         AND (c.owner IS NULL OR ($2::boolean AND c.owner <> $1::uuid AND NOT EXISTS (
           SELECT 1 FROM instances i WHERE i.id = c.owner AND i.lease_until > now())))
       LIMIT ${ADOPT_AT_ONCE} FOR UPDATE SKIP LOCKED)
     UPDATE conversations c SET owner = $1::uuid, fence = c.fence + 1, version = c.version + 1
     FROM orphans WHERE c.id = orphans.id RETURNING c.id, orphans.owner IS NULL AS given_back`,
    [instanceId, fromTheDead, left],
  )
  return new Map(rows.map(({ id, given_back }) => [String(id), given_back === true ? 'stopped' : 'died']))
}

/** Gives conversations back during a clean stop, so that others need not wait for the lease to run out. */
export async function giveBack(
  database: Database,
  instanceId: string,
  which: ReadonlyArray<string> | { readonly allBut: ReadonlyArray<string> },
): Promise<void> {
  const [ids, others] = 'allBut' in which ? [null, which.allBut] : [which, []]
  await database.query(
    `UPDATE conversations SET owner = NULL, version = version + 1
     WHERE owner = $1::uuid AND at_work AND ($2::uuid[] IS NULL OR id = ANY($2::uuid[])) AND id <> ALL($3::uuid[])`,
    [instanceId, ids, others],
  )
}

/** An owner that never had a lease, so that every instance takes it for one that has died. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

/**
 * Lets go of conversations that this instance cannot drive. If the last instance that spoke to their platforms has
 * `died`, so that its calls may still arrive, they are left as if this one had died.
 */
export async function letGo(
  database: Database,
  instanceId: string,
  conversations: ReadonlyMap<string, LastOwner>,
): Promise<void> {
  const ids = [...conversations.keys()]
  const ofTheDead = ids.filter((id) => conversations.get(id) === 'died')
  await database.query(
    `UPDATE conversations SET owner = CASE WHEN id = ANY($3::uuid[]) THEN $4::uuid END, version = version + 1
     WHERE owner = $1::uuid AND at_work AND id = ANY($2::uuid[])`,
    [instanceId, ids, ofTheDead, NOBODY],
  )
}

/** How many conversations that have to be driven this instance owns, whether it knows or not. */
export async function countOwnedBy(database: Database, instanceId: string): Promise<number> {
  const [row] = await database.query(
    'SELECT count(*)::int AS owned FROM conversations WHERE owner = $1::uuid AND at_work',
    [instanceId],
  )
  return Number(row?.owned ?? 0)
}

/** All conversations that have to be driven and that this instance owns, whether it knows or not. */
export async function ownedBy(database: Database, instanceId: string): Promise<string[]> {
  const rows = await database.query('SELECT id FROM conversations WHERE owner = $1::uuid AND at_work', [
    instanceId,
  ])
  return rows.map(({ id }) => String(id))
}

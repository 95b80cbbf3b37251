import type { ConversationRecord } from '../conversations/record'
import { isEndOfEarlier } from './commands/heads'
import type { DriveContext } from './drive-context'

/**
 * How long a command waits for an instance that knows its platform, in milliseconds: rolling out new settings takes
 * minutes.
 */
const OTHERS_COME_WITHIN_MS = 5 * 60_000

/**
 * The platform that a conversation is at, or is moving to, if this instance does not know it but another one, with newer
 * settings, may. `undefined` if this instance should go on with the conversation, or say that nobody can. `cameBack`:
 * it was left to others before, and none of them has gone on with it.
 */
export function platformElsewhere(
  { row, outbox }: ConversationRecord,
  { platforms, now }: Pick<DriveContext, 'platforms' | 'now'>,
  cameBack: boolean,
): string | undefined {
  // An end that a platform which was left has still to be told holds nobody up.
  const unknown = outbox.filter(
    (one) => one.deadAt === undefined && !platforms.has(one.platform) && !isEndOfEarlier(one),
  )
  const [first] = unknown
  if (first) {
    const since = now().getTime() - OTHERS_COME_WITHIN_MS
    return unknown.every(({ createdAt }) => createdAt.getTime() > since) ? first.platform : undefined
  }
  const { managedBy } = row
  // Even a conversation whose platform nobody knows any more needs an owner: it has timers, and can be moved.
  if (managedBy === undefined || platforms.has(managedBy) || row.endedAt !== undefined || cameBack)
    return undefined
  return managedBy
}

/**
 * Whether there are other instances. Asks the database, because the lease does not know yet of one that has just
 * started.
 */
export async function hasPeers({
  isAlone,
  database,
  instanceId,
}: Pick<DriveContext, 'isAlone' | 'database' | 'instanceId'>): Promise<boolean> {
  if (!isAlone()) return true
  const peers = await database.query(
    'SELECT 1 FROM instances WHERE lease_until > now() AND id <> $1::uuid LIMIT 1',
    [instanceId],
  )
  return peers.length > 0
}

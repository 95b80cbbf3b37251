import type { ConversationRecord } from '../conversations/record'
import type { DriveContext } from './drive-context'
import { isEndOfEarlier } from './commands/heads'

/** So long a command waits for somebody who knows its platform, in milliseconds: a rolling change of settings takes minutes. */
const OTHERS_COME_WITHIN_MS = 5 * 60_000

/**
 * The platform at which a conversation is, or is going to be, where this instance does not know it, and one of a newer
 * configuration, beside this one, may. Undefined where it is this instance's to carry on with the conversation, or to tell
 * that nobody can. `cameBack`: it was left to others, and none of them has gone on with it.
 */
export function platformElsewhere(
  { row, outbox }: ConversationRecord,
  { platforms, now }: Pick<DriveContext, 'platforms' | 'now'>,
  cameBack: boolean,
): string | undefined {
  // The end of a platform that was left holds nobody up.
  const unknown = outbox.filter(
    (one) => one.deadAt === undefined && !platforms.has(one.platform) && !isEndOfEarlier(one),
  )
  const [first] = unknown
  if (first) {
    const since = now().getTime() - OTHERS_COME_WITHIN_MS
    return unknown.every(({ createdAt }) => createdAt.getTime() > since) ? first.platform : undefined
  }
  const { managedBy } = row
  // One whose platform nobody knows any more is somebody's all the same: it has timers, and can be moved on.
  if (managedBy === undefined || platforms.has(managedBy) || row.endedAt !== undefined || cameBack)
    return undefined
  return managedBy
}

/** Whether there is anybody else. One that has just come is not known to the lease yet. */
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

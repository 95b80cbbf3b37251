import type { ConversationRecord } from '../conversations/record'
import type { DriveContext } from './drive-context'

/** So long a command waits for somebody who knows its platform, in milliseconds: a rolling change of settings takes minutes. */
const OTHERS_COME_WITHIN_MS = 5 * 60_000

/**
 * The platform at which a conversation is, or is going to be, where only others may know it: the instances of a newer
 * configuration, beside this one. Undefined where it is this instance's to carry on with the conversation, or to tell that
 * nobody can.
 */
export async function platformElsewhere(
  record: ConversationRecord,
  context: Pick<DriveContext, 'platforms' | 'database' | 'instanceId' | 'isAlone' | 'now'>,
): Promise<string | undefined> {
  const platform = unknownPlatform(record, context)
  if (platform === undefined) return undefined
  return !context.isAlone() || (await hasPeers(context)) ? platform : undefined
}

function unknownPlatform(
  { row, outbox }: ConversationRecord,
  { platforms, now }: Pick<DriveContext, 'platforms' | 'now'>,
): string | undefined {
  const unknown = outbox.filter((one) => one.deadAt === undefined && !platforms.has(one.platform))
  const [first] = unknown
  if (first) {
    const since = now().getTime() - OTHERS_COME_WITHIN_MS
    return unknown.every(({ createdAt }) => createdAt.getTime() > since) ? first.platform : undefined
  }
  const { managedBy } = row
  return managedBy === undefined || row.endedAt !== undefined || platforms.has(managedBy)
    ? undefined
    : managedBy
}

/** One that has just come is not known to the lease yet. */
async function hasPeers({ database, instanceId }: Pick<DriveContext, 'database' | 'instanceId'>) {
  const peers = await database.query(
    'SELECT 1 FROM instances WHERE lease_until > now() AND id <> $1::uuid LIMIT 1',
    [instanceId],
  )
  return peers.length > 0
}

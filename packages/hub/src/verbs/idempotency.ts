import { createHash } from 'node:crypto'
import { ConversationError, type ResolvedStartRequest } from '@conversation-hub/core'
import type { HubContext } from './hub-context'

/** An idempotency key, and a fingerprint of the request that used it first. */
export interface Idempotency {
  readonly key: string
  readonly fingerprint: string
}

/**
 * Makes a key stand for a conversation that already exists. Returns false if the key stands for one by now, or if the
 * conversation is over: if that were just being erased, the key would be left behind and could never start anything.
 */
export async function rememberKey(
  { database }: Pick<HubContext, 'database'>,
  { key, fingerprint }: Idempotency,
  conversationId: string,
): Promise<boolean> {
  const kept = await database.query(
    `INSERT INTO idempotency_keys (key, fingerprint, conversation_id, created_at)
     SELECT $1, $2, id, now() FROM conversations WHERE id = $3::uuid AND ended_at IS NULL FOR KEY SHARE
     ON CONFLICT (key) DO NOTHING RETURNING key`,
    [key, fingerprint, conversationId],
  )
  return kept.length > 0
}

/** The key of a request, if it has one. */
export function idempotencyOf(request: ResolvedStartRequest): Idempotency | undefined {
  const { idempotencyKey: key, ...rest } = request
  if (key === undefined) return undefined
  return {
    key,
    fingerprint: createHash('sha256')
      .update(JSON.stringify(sorted(rest)))
      .digest('base64'),
  }
}

/** Sorts the fields, so that the same request gives the same fingerprint in whatever order they were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

export function keyConflict(): ConversationError {
  return new ConversationError(
    'idempotency-conflict',
    'This idempotency key was used before with a different start request. Use a new key for a new request.',
  )
}

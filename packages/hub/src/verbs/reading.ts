import { type Conversation, ConversationError, type Transcript } from '@conversation-hub/core'
import { CONVERSATION_COLUMNS, readConversationRow } from '../conversations/columns'
import { isConversationId, noSuchConversation } from '../conversations/conversation-id'
import type { ConversationRow } from '../conversations/conversation-row'
import { readMessage } from '../conversations/read-message'
import { UnreadableConversation } from '../conversations/unreadable'
import type { Row, SqlValue } from '../database/database'
import { DatabaseError } from '../database/database-error'
import type { ConversationFilter, ConversationPage } from '../requests-and-answers'
import type { Log } from '../settings/settings'
import type { HubContext } from './hub-context'
import { publicConversation } from './public-conversation'
import { resourceIdOf } from './resource-of'

/** An erased conversation does not exist for callers, even while its platform has still to be told of the end. */
const NOT_ERASED = 'erased_at IS NULL'

const READ = `SELECT ${CONVERSATION_COLUMNS} FROM conversations WHERE id = $1::uuid AND ${NOT_ERASED}`

/** The row, freshly read from the database. Throws `conversation-not-found`. */
export async function readRow(
  { database }: Pick<HubContext, 'database'>,
  conversationId: string,
): Promise<ConversationRow> {
  const [row] = isConversationId(conversationId)
    ? await database.queryPrepared('read-conversation', READ, [conversationId])
    : []
  if (row) return readConversationRow(row)
  throw noSuchConversation()
}

export async function readConversation(
  context: Pick<HubContext, 'database'>,
  conversationId: string,
): Promise<Conversation> {
  return publicConversation(await readRow(context, conversationId))
}

/** The live conversation at a destination of a resource. */
export async function findLive(
  { database }: Pick<HubContext, 'database'>,
  resourceId: string,
  destination: string,
): Promise<string | undefined> {
  const [row] = await database.query(
    'SELECT id FROM conversations WHERE resource_id = $1 AND destination = $2 AND ended_at IS NULL',
    [resourceId, destination],
  )
  return row && String(row.id)
}

/** A page of conversations, newest first, without those that cannot be read. `cursor` is where the last page ended. */
export async function findConversations(
  { database, settings }: HubContext,
  { customerIdentifier, state, resourceId, cursor, limit = 50 }: ConversationFilter,
): Promise<ConversationPage> {
  const conditions = [NOT_ERASED]
  const values: SqlValue[] = []
  const where = (condition: (placeholder: string) => string, value: SqlValue) => {
    values.push(value)
    conditions.push(condition(`$${values.length}`))
  }
  if (customerIdentifier !== undefined) where((p) => `customer_identifier = ${p}`, customerIdentifier)
  if (state !== undefined) where((p) => `state = ${p}`, state)
  if (resourceId !== undefined) {
    where((p) => `resource_id = ${p}`, resourceIdOf(settings, resourceId))
  }
  if (cursor !== undefined) {
    const { createdAt, id } = readCursor(cursor)
    values.push(createdAt, id)
    conditions.push(`(created_at, id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`)
  }
  const most = Math.min(Math.max(limit, 1), 200)
  const rows = await database
    .query(
      `SELECT *, to_json(created_at)::text AS created_exactly FROM conversations
       WHERE ${conditions.join(' AND ')}
       ORDER BY created_at DESC, id DESC LIMIT ${most + 1}`,
      values,
    )
    .catch((thrown: unknown) => {
      throw isNoTime(thrown) ? wrongCursor() : thrown
    })
  const page = rows.slice(0, most)
  const last = page.at(-1)
  return {
    conversations: page.flatMap((row) => readable(row, settings.log)),
    ...(rows.length > most && last && { cursor: writeCursor(String(last.created_exactly), String(last.id)) }),
  }
}

/** A conversation that only a newer version can read is logged and left out. */
function readable(row: Row, log: Log): Conversation[] {
  try {
    return [publicConversation(readConversationRow(row))]
  } catch (thrown) {
    if (!(thrown instanceof UnreadableConversation)) throw thrown
    const { code, message: detail } = thrown
    log({ level: 'error', event: 'conversation-unreadable', conversationId: String(row.id), code, detail })
    return []
  }
}

/**
 * In the database's own precision: if the time were cut to milliseconds, rows would be repeated or skipped between
 * pages.
 */
function writeCursor(createdExactly: string, id: string): string {
  return Buffer.from(JSON.stringify([JSON.parse(createdExactly), id])).toString('base64url')
}

function readCursor(cursor: string): { createdAt: string; id: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && WRITTEN_TIME.test(parsed[0]) && isConversationId(String(parsed[1]))) {
      return { createdAt: String(parsed[0]), id: String(parsed[1]) }
    }
  } catch {
    // Text that is not JSON gets the same answer as every other wrong cursor.
  }
  throw wrongCursor()
}

/**
 * A time as the database writes it in JSON. It would read other spellings, too, and refuse odd ones with other errors.
 */
const WRITTEN_TIME = /^\d{4,6}-\d\d-\d\dT[\d:.]{8,15}(Z|[+-][\d:]{2,8})$/

/** Only the database knows which of these is a time (Postgres' manual, appendix A: 22007 to 22009). */
const isNoTime = (thrown: unknown) => thrown instanceof DatabaseError && /^2200[789]$/.test(thrown.code)

const wrongCursor = () =>
  new ConversationError('invalid-request', 'The cursor did not come from an earlier page.', {
    problems: [{ at: 'cursor', problem: 'must be the cursor of an earlier page' }],
  })

/** Every message, oldest first. */
export async function readTranscript(context: HubContext, conversationId: string): Promise<Transcript> {
  await readRow(context, conversationId)
  const rows = await context.database.query(
    `SELECT seq, at, body FROM events WHERE conversation_id = $1::uuid AND type = 'message' ORDER BY seq`,
    [conversationId],
  )
  return { conversationId, messages: rows.map((row) => readMessage(conversationId, row)) }
}

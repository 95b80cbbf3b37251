import type { SqlValue } from '../database/database'
import { keepableJson } from '../database/keepable'
import type { WrittenEvent } from '../journal/changes'
import type { WebSessionRow } from '../sessions/web-session'
import type { DestinationTerms } from './destination-terms'
import type { ConversationRecord } from './record'

/** A conversation that does not exist yet, with everything that is written together with it. */
export interface NewConversation {
  readonly record: ConversationRecord
  readonly events: ReadonlyArray<WrittenEvent>
  readonly terms: DestinationTerms
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
  readonly webSession?: WebSessionRow
}

type Column<Item> = readonly [
  name: string,
  type: string,
  value: (item: Item) => string | number | boolean | null,
]

const CONVERSATION: ReadonlyArray<Column<NewConversation>> = [
  ['id', 'uuid', ({ record }) => record.row.id],
  ['resource_id', 'text', ({ record }) => record.row.resourceId],
  ['channel', 'text', ({ record }) => record.row.channel],
  ['destination', 'text', ({ record }) => record.row.destination],
  ['customer_identifier', 'text', ({ record }) => record.row.customerIdentifier ?? null],
  ['language', 'text', ({ record }) => record.row.language ?? null],
  ['attributes', 'text', ({ record }) => keepableJson(record.row.attributes)],
  [
    'prior_transcript',
    'text',
    ({ record: { row } }) => (row.priorTranscript.length > 0 ? keepableJson(row.priorTranscript) : null),
  ],
  ['state', 'text', ({ record }) => record.row.state],
  ['managed_by', 'text', ({ record }) => record.row.managedBy ?? null],
  ['next_seq', 'bigint', ({ record }) => record.row.nextSeq],
  ['next_command_seq', 'bigint', ({ record }) => record.row.nextCommandSeq],
  ['pending_commands', 'int', ({ record }) => record.row.pendingCommands],
  ['owner', 'uuid', ({ record }) => record.row.owner ?? null],
  ['created_at', 'timestamptz', ({ record }) => record.row.createdAt.toISOString()],
  ['idempotency_key', 'text', ({ idempotency }) => idempotency?.key ?? null],
  ['fingerprint', 'text', ({ idempotency }) => idempotency?.fingerprint ?? null],
  ['live_session', 'uuid', ({ terms }) => terms.sessionId ?? null],
  ['sender_address', 'text', ({ terms }) => terms.senderAddress ?? null],
]

const COPIED = CONVERSATION.map(([name]) => name).filter(
  (name) =>
    ![
      'attributes',
      'prior_transcript',
      'idempotency_key',
      'fingerprint',
      'live_session',
      'sender_address',
    ].includes(name),
)

const WEB_SESSION: ReadonlyArray<Column<WebSessionRow>> = [
  ['id', 'uuid', ({ sessionId }) => sessionId],
  ['resource_id', 'text', ({ resourceId }) => resourceId],
  ['customer_identifier', 'text', ({ customerIdentifier }) => customerIdentifier ?? null],
  ['created_at', 'timestamptz', ({ createdAt }) => createdAt.toISOString()],
  ['expires_at', 'timestamptz', ({ expiresAt }) => expiresAt.toISOString()],
]

const EVENT: ReadonlyArray<Column<WrittenEvent>> = [
  ['conversation_id', 'uuid', ({ conversationId }) => conversationId],
  ['seq', 'bigint', ({ seq }) => seq],
  ['type', 'text', ({ type }) => type],
  ['at', 'timestamptz', ({ at }) => at],
  ['body', 'text', ({ body }) => body],
]

interface OutboxItem {
  readonly conversationId: string
  readonly seq: number
  readonly platform: string
  readonly command: string
  readonly createdAt: Date
}

const OUTBOX: ReadonlyArray<Column<OutboxItem>> = [
  ['conversation_id', 'uuid', ({ conversationId }) => conversationId],
  ['seq', 'bigint', ({ seq }) => seq],
  ['platform', 'text', ({ platform }) => platform],
  ['command', 'text', ({ command }) => command],
  ['created_at', 'timestamptz', ({ createdAt }) => createdAt.toISOString()],
]

/**
 * One statement for a whole batch of starts. A conversation is written unless its destination has a live one or does not
 * meet its terms, or its idempotency key is taken; what belongs to it is written only together with it. The statement
 * returns the ids that were written.
 */
export function insertStatement(batch: ReadonlyArray<NewConversation>): { text: string; values: SqlValue[] } {
  const outbox = batch.flatMap(({ record }) =>
    record.outbox.map(({ seq, platform, command, createdAt }) => ({
      conversationId: record.row.id,
      seq,
      platform,
      command: keepableJson(command),
      createdAt,
    })),
  )
  const sessions = batch.flatMap(({ webSession }) => webSession ?? [])
  const values: SqlValue[] = [
    ...arrays(CONVERSATION, batch),
    ...arrays(
      EVENT,
      batch.flatMap(({ events }) => events),
    ),
    ...arrays(OUTBOX, outbox),
    ...arrays(WEB_SESSION, sessions),
  ]
  return { text: TEXT, values }
}

function arrays<Item>(columns: ReadonlyArray<Column<Item>>, items: ReadonlyArray<Item>): SqlValue[] {
  return columns.map(([, , value]) => items.map(value))
}

function unnest(columns: ReadonlyArray<readonly [string, string, unknown]>, first: number): string {
  const placeholders = columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ')
  return `unnest(${placeholders}) AS v(${columns.map(([name]) => name).join(', ')})`
}

const EVENTS_FROM = CONVERSATION.length + 1
const OUTBOX_FROM = EVENTS_FROM + EVENT.length
const SESSIONS_FROM = OUTBOX_FROM + OUTBOX.length

const TEXT = `
  WITH v AS (SELECT * FROM ${unnest(CONVERSATION, 1)}),
  created AS (
    INSERT INTO conversations (${COPIED.join(', ')}, attributes, prior_transcript, managed_since, version, fence, session_number, session_started)
    SELECT ${COPIED.map((name) => `v.${name}`).join(', ')}, v.attributes::json, v.prior_transcript::json,
      CASE WHEN v.managed_by IS NOT NULL THEN now() END, 1, 1, 1, false FROM v
    WHERE (v.idempotency_key IS NULL OR NOT EXISTS (SELECT 1 FROM idempotency_keys k WHERE k.key = v.idempotency_key))
      AND (v.live_session IS NULL OR v.resource_id =
        (SELECT w.resource_id FROM web_sessions w WHERE w.id = v.live_session AND w.expires_at > now()))
      AND (v.sender_address IS NULL OR
        (SELECT o.opted_out FROM consents o WHERE o.address = v.sender_address AND o.customer = v.destination) IS NOT TRUE)
    ON CONFLICT (resource_id, destination) WHERE ended_at IS NULL DO NOTHING RETURNING id
  ),
  keys AS (
    INSERT INTO idempotency_keys (key, fingerprint, conversation_id, created_at)
    SELECT v.idempotency_key, v.fingerprint, v.id, now() FROM v JOIN created ON created.id = v.id
    WHERE v.idempotency_key IS NOT NULL
  ),
  first_events AS (
    INSERT INTO events (conversation_id, seq, type, at, body)
    SELECT v.conversation_id, v.seq, v.type, v.at, v.body::json FROM ${unnest(EVENT, EVENTS_FROM)}
    JOIN created ON created.id = v.conversation_id
  ),
  commands AS (
    INSERT INTO outbox (conversation_id, seq, platform, command, created_at, attempts)
    SELECT v.conversation_id, v.seq, v.platform, v.command::json, v.created_at, 0 FROM ${unnest(OUTBOX, OUTBOX_FROM)}
    JOIN created ON created.id = v.conversation_id
  ),
  sessions AS (
    INSERT INTO web_sessions (id, resource_id, customer_identifier, created_at, expires_at)
    SELECT v.id, v.resource_id, v.customer_identifier, v.created_at, v.expires_at FROM ${unnest(WEB_SESSION, SESSIONS_FROM)}
    ON CONFLICT (id) DO NOTHING
  )
  SELECT id FROM created`

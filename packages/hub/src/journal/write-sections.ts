import type { ConversationRow } from '../conversations/conversation-row'
import { keepableJson } from '../database/keepable'
import type { Applied, TriedCommand, WrittenEvent } from './changes'
import type { Cell, Rows } from './rows-in-statement'

/** Everything that a batch writes for one conversation. */
export interface ConversationWrite {
  readonly expectedVersion: number
  readonly row: ConversationRow
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: Applied['commands']
  readonly done: ReadonlyArray<number>
  readonly tried: ReadonlyArray<TriedCommand>
}

/** A part of the statement: its rows, and the SQL that writes them, in which they are called `v`. */
export interface Section {
  readonly name: string
  readonly rows: Rows
  readonly sql: (given: string) => string
}

/** A column of `conversations` that changes: its name, its type, and its value in a row. */
type RowColumn = readonly [name: string, type: string, value: (row: ConversationRow) => Cell]

const COLUMNS: ReadonlyArray<RowColumn> = [
  ['version', 'bigint', (row) => row.version],
  ['next_seq', 'bigint', (row) => row.nextSeq],
  ['next_command_seq', 'bigint', (row) => row.nextCommandSeq],
  ['pending_commands', 'int', (row) => row.pendingCommands],
  ['state', 'text', (row) => row.state],
  ['cursor', 'text', (row) => row.cursor ?? null],
]

/**
 * Columns that change only a few times in a conversation's life. A batch in which none of them changes leaves them out.
 */
const RARE_COLUMNS: ReadonlyArray<RowColumn> = [
  ['state_before_stalled', 'text', (row) => row.stateBeforeStalled ?? null],
  ['resource_id', 'text', (row) => row.resourceId],
  ['channel', 'text', (row) => row.channel],
  ['destination', 'text', (row) => row.destination],
  ['customer_identifier', 'text', (row) => row.customerIdentifier ?? null],
  ['managed_by', 'text', (row) => row.managedBy ?? null],
  ['end_reason', 'text', (row) => row.endReason ?? null],
  ['ended_at', 'timestamptz', (row) => row.endedAt?.toISOString() ?? null],
  ['owner', 'uuid', (row) => row.owner ?? null],
  ['fence', 'bigint', (row) => row.fence],
  ['session_number', 'int', (row) => row.sessionNumber],
  ['session', 'text', (row) => row.session ?? null],
  ['session_key', 'text', (row) => row.sessionKey ?? null],
  ['session_started', 'boolean', (row) => row.sessionStarted],
]

/** When each side spoke last, by the database's clock. Timers need it. */
const SPOKE = `
  customer_spoke_at = CASE WHEN v.customer_spoke THEN now() ELSE c.customer_spoke_at END,
  platform_spoke_at = CASE WHEN v.platform_spoke THEN now() ELSE c.platform_spoke_at END`

const SPOKE_OR_MOVED = `
  customer_spoke_at = CASE WHEN v.customer_spoke THEN now() ELSE c.customer_spoke_at END,
  managed_since = CASE WHEN v.managed_by IS DISTINCT FROM c.managed_by THEN now() ELSE c.managed_since END,
  platform_spoke_at = CASE WHEN v.managed_by IS DISTINCT FROM c.managed_by THEN NULL
    WHEN v.platform_spoke THEN now() ELSE c.platform_spoke_at END`

const EVENT = [
  ['id', 'uuid'],
  ['seq', 'bigint'],
  ['type', 'text'],
  ['at', 'timestamptz'],
  ['body', 'text'],
  ['dedupe_key', 'text'],
] as const

const COMMAND = [
  ['id', 'uuid'],
  ['seq', 'bigint'],
  ['platform', 'text'],
  ['command', 'text'],
  ['session', 'text'],
  ['created_at', 'timestamptz'],
] as const

const DONE = [
  ['id', 'uuid'],
  ['seq', 'bigint'],
] as const

const TRIED = [
  ['id', 'uuid'],
  ['seq', 'bigint'],
  ['attempts', 'int'],
  ['next_try_at', 'timestamptz'],
  ['dead_at', 'timestamptz'],
  ['error_code', 'text'],
  ['session', 'text'],
] as const

/** The parts of the statement that have something to write. */
export function sectionsOf(writes: ReadonlyArray<ConversationWrite>, rare: boolean): Section[] {
  const all = [changed(writes, rare), events(writes), commands(writes), done(writes), tried(writes)]
  return all.filter(({ rows }) => rows.cells.length > 0)
}

function changed(writes: ReadonlyArray<ConversationWrite>, rare: boolean): Section {
  const columns = rare ? [...COLUMNS, ...RARE_COLUMNS] : COLUMNS
  const spoke = ({ events }: ConversationWrite, who: string) => events.some(({ speaker }) => speaker === who)
  return {
    name: 'changed',
    rows: {
      columns: [
        ['id', 'uuid'],
        ['expected', 'bigint'],
        ['customer_spoke', 'boolean'],
        ['platform_spoke', 'boolean'],
        ...columns,
      ],
      cells: writes.map((write) => [
        write.row.id,
        write.expectedVersion,
        spoke(write, 'customer'),
        spoke(write, 'platform'),
        ...columns.map(([, , value]) => value(write.row)),
      ]),
    },
    sql: (given) => `
      UPDATE conversations c SET ${columns.map(([name]) => `${name} = v.${name}`).join(', ')}, ${rare ? SPOKE_OR_MOVED : SPOKE}
      FROM ${given} WHERE c.id = v.id AND c.version = v.expected RETURNING c.id`,
  }
}

function events(writes: ReadonlyArray<ConversationWrite>): Section {
  const cells = writes.flatMap((write) =>
    write.events.map(({ conversationId, seq, type, at, body, dedupeKey }) => [
      conversationId,
      seq,
      type,
      at,
      body,
      dedupeKey ?? null,
    ]),
  )
  return {
    name: 'events',
    rows: { columns: EVENT, cells },
    sql: (given) => `
      INSERT INTO events (conversation_id, seq, type, at, body, dedupe_key)
      SELECT v.id, v.seq, v.type, v.at, v.body::json, v.dedupe_key
      FROM ${given} JOIN changed ON changed.id = v.id`,
  }
}

function commands(writes: ReadonlyArray<ConversationWrite>): Section {
  const cells = writes.flatMap(({ row, commands }) =>
    commands.map(({ seq, platform, command, session, createdAt }) => [
      row.id,
      seq,
      platform,
      keepableJson(command),
      session ?? null,
      createdAt.toISOString(),
    ]),
  )
  return {
    name: 'commands',
    rows: { columns: COMMAND, cells },
    sql: (given) => `
      INSERT INTO outbox (conversation_id, seq, platform, command, session, attempts, created_at)
      SELECT v.id, v.seq, v.platform, v.command::json, v.session, 0, v.created_at
      FROM ${given} JOIN changed ON changed.id = v.id`,
  }
}

function done(writes: ReadonlyArray<ConversationWrite>): Section {
  return {
    name: 'done',
    rows: { columns: DONE, cells: writes.flatMap(({ row, done }) => done.map((seq) => [row.id, seq])) },
    sql: (given) => `
      DELETE FROM outbox o USING ${given} JOIN changed ON changed.id = v.id
      WHERE o.conversation_id = v.id AND o.seq = v.seq`,
  }
}

function tried(writes: ReadonlyArray<ConversationWrite>): Section {
  const cells = writes.flatMap(({ row, tried }) =>
    tried.map(({ seq, attempts, nextTryAt, deadAt, errorCode, session }) => [
      row.id,
      seq,
      attempts,
      nextTryAt?.toISOString() ?? null,
      deadAt?.toISOString() ?? null,
      errorCode,
      session ?? null,
    ]),
  )
  return {
    name: 'tried',
    rows: { columns: TRIED, cells },
    sql: (given) => `
      UPDATE outbox o SET attempts = v.attempts, next_try_at = v.next_try_at, dead_at = v.dead_at, error_code = v.error_code,
        session = coalesce(v.session, o.session)
      FROM ${given} JOIN changed ON changed.id = v.id WHERE o.conversation_id = v.id AND o.seq = v.seq`,
  }
}

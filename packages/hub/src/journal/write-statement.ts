import type { ConversationRow } from '../conversations/conversation-row'
import type { SqlValue } from '../database/database'
import { keepableJson } from '../database/keepable'
import type { Applied, TriedCommand, WrittenEvent } from './changes'

/** Everything that one batch writes for one conversation. */
export interface ConversationWrite {
  readonly expectedVersion: number
  readonly row: ConversationRow
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: Applied['commands']
  readonly done: ReadonlyArray<number>
  readonly tried: ReadonlyArray<TriedCommand>
}

/** A column of `conversations` that changes: its name, its type, and where its value is. */
type Column = readonly [
  name: string,
  type: string,
  value: (row: ConversationRow) => string | number | boolean | null,
]

const COLUMNS: ReadonlyArray<Column> = [
  ['version', 'bigint', (row) => row.version],
  ['next_seq', 'bigint', (row) => row.nextSeq],
  ['next_command_seq', 'bigint', (row) => row.nextCommandSeq],
  ['pending_commands', 'int', (row) => row.pendingCommands],
  ['state', 'text', (row) => row.state],
  ['cursor', 'text', (row) => row.cursor ?? null],
]

/** These change a few times in a conversation's life; a batch in which none does leaves them out. */
const RARE_COLUMNS: ReadonlyArray<Column> = [
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

/** When somebody spoke last, by the database's clock: timers ask for it. */
const SPOKE = `
  customer_spoke_at = CASE WHEN v.customer_spoke THEN now() ELSE c.customer_spoke_at END,
  platform_spoke_at = CASE WHEN v.platform_spoke THEN now() ELSE c.platform_spoke_at END`

const SPOKE_OR_MOVED = `
  customer_spoke_at = CASE WHEN v.customer_spoke THEN now() ELSE c.customer_spoke_at END,
  managed_since = CASE WHEN v.managed_by IS DISTINCT FROM c.managed_by THEN now() ELSE c.managed_since END,
  platform_spoke_at = CASE WHEN v.managed_by IS DISTINCT FROM c.managed_by THEN NULL
    WHEN v.platform_spoke THEN now() ELSE c.platform_spoke_at END`

interface Section {
  readonly name: string
  readonly sql: (placeholder: (type: string) => string) => string
  readonly values: ReadonlyArray<ReadonlyArray<string | number | boolean | null>>
}

/** Statements by name: a batch takes one of a dozen shapes, and their texts are long. */
const texts = new Map<string, string>()

/**
 * One statement, and so one round trip and one transaction, for a whole batch: every conversation's row is
 * updated where it still has the version that the changes were computed on, and only then its events and
 * commands are written. It answers the ids that it wrote; the others have to be looked at again.
 */
export function writeStatement(
  batch: ReadonlyArray<{ readonly write: ConversationWrite | undefined; readonly rare: boolean }>,
): { name: string; text: string; values: SqlValue[] } {
  const writes = batch.flatMap(({ write }) => write ?? [])
  const rare = batch.some((one) => one.rare)
  const sections = sectionsOf(writes, rare).filter(({ values: [first = []] }) => first.length > 0)
  const name = `write-${rare ? 'rare' : 'plain'}-${sections.map((section) => section.name).join('-')}`
  let text = texts.get(name)
  if (text === undefined) {
    text = textOf(sections)
    texts.set(name, text)
  }
  return { name, text, values: sections.flatMap(({ values }) => values) }
}

function textOf(sections: ReadonlyArray<Section>): string {
  let next = 0
  const placeholder = (type: string) => {
    next += 1
    return `$${next}::${type}[]`
  }
  const clauses = sections.map(({ name, sql }) => `${name} AS (${sql(placeholder)})`)
  return `WITH ${clauses.join(',\n')} SELECT id FROM changed`
}

function sectionsOf(writes: ReadonlyArray<ConversationWrite>, rare: boolean): Section[] {
  const columns = rare ? [...COLUMNS, ...RARE_COLUMNS] : COLUMNS
  const events = writes.flatMap((write) => write.events)
  const commands = writes.flatMap((write) =>
    write.commands.map((command) => ({ id: write.row.id, ...command })),
  )
  const done = writes.flatMap((write) => write.done.map((seq) => ({ id: write.row.id, seq })))
  const tried = writes.flatMap((write) => write.tried.map((one) => ({ id: write.row.id, ...one })))
  return [
    {
      name: 'changed',
      sql: (placeholder) => `
        UPDATE conversations c SET ${columns.map(([name]) => `${name} = v.${name}`).join(', ')}, ${rare ? SPOKE_OR_MOVED : SPOKE}
        FROM unnest(${['uuid', 'bigint', 'boolean', 'boolean', ...columns.map(([, type]) => type)].map(placeholder).join(', ')})
          AS v(id, expected, customer_spoke, platform_spoke, ${columns.map(([name]) => name).join(', ')})
        WHERE c.id = v.id AND c.version = v.expected RETURNING c.id`,
      values: [
        writes.map(({ row }) => row.id),
        writes.map(({ expectedVersion }) => expectedVersion),
        writes.map(({ events }) => events.some(({ speaker }) => speaker === 'customer')),
        writes.map(({ events }) => events.some(({ speaker }) => speaker === 'platform')),
        ...columns.map(([, , value]) => writes.map(({ row }) => value(row))),
      ],
    },
    {
      name: 'events',
      sql: (placeholder) => `
        INSERT INTO events (conversation_id, seq, type, at, body, dedupe_key)
        SELECT v.id, v.seq, v.type, v.at, v.body::json, v.dedupe_key
        FROM unnest(${['uuid', 'bigint', 'text', 'timestamptz', 'text', 'text'].map(placeholder).join(', ')})
          AS v(id, seq, type, at, body, dedupe_key) JOIN changed ON changed.id = v.id`,
      values: [
        events.map((event) => event.conversationId),
        events.map((event) => event.seq),
        events.map((event) => event.type),
        events.map((event) => event.at),
        events.map((event) => event.body),
        events.map((event) => event.dedupeKey ?? null),
      ],
    },
    {
      name: 'commands',
      sql: (placeholder) => `
        INSERT INTO outbox (conversation_id, seq, platform, command, session, attempts, created_at)
        SELECT v.id, v.seq, v.platform, v.command::json, v.session, 0, v.created_at
        FROM unnest(${['uuid', 'bigint', 'text', 'text', 'text', 'timestamptz'].map(placeholder).join(', ')})
          AS v(id, seq, platform, command, session, created_at) JOIN changed ON changed.id = v.id`,
      values: [
        commands.map(({ id }) => id),
        commands.map(({ seq }) => seq),
        commands.map(({ platform }) => platform),
        commands.map(({ command }) => keepableJson(command)),
        commands.map(({ session }) => session ?? null),
        commands.map(({ createdAt }) => createdAt.toISOString()),
      ],
    },
    {
      name: 'done',
      sql: (placeholder) => `
        DELETE FROM outbox o USING unnest(${['uuid', 'bigint'].map(placeholder).join(', ')}) AS v(id, seq)
        JOIN changed ON changed.id = v.id WHERE o.conversation_id = v.id AND o.seq = v.seq`,
      values: [done.map(({ id }) => id), done.map(({ seq }) => seq)],
    },
    {
      name: 'tried',
      sql: (placeholder) => `
        UPDATE outbox o SET attempts = v.attempts, next_try_at = v.next_try_at, dead_at = v.dead_at, error_code = v.error_code
        FROM unnest(${['uuid', 'bigint', 'int', 'timestamptz', 'timestamptz', 'text'].map(placeholder).join(', ')})
          AS v(id, seq, attempts, next_try_at, dead_at, error_code)
        JOIN changed ON changed.id = v.id WHERE o.conversation_id = v.id AND o.seq = v.seq`,
      values: [
        tried.map(({ id }) => id),
        tried.map(({ seq }) => seq),
        tried.map(({ attempts }) => attempts),
        tried.map(({ nextTryAt }) => nextTryAt?.toISOString() ?? null),
        tried.map(({ deadAt }) => deadAt?.toISOString() ?? null),
        tried.map(({ errorCode }) => errorCode),
      ],
    },
  ]
}

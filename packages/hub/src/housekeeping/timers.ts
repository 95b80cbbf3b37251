import type { EndReason } from '@conversation-hub/core'
import type { Database, Row } from '../database/database'
import { conversationErrorOf } from '../database/database-error'
import { takeOverCommand } from '../driving/moves/take-over-command'
import type { Changes, CommandToKeep } from '../journal/changes'
import { endOf } from '../journal/close-conversation'
import type { Journal } from '../journal/journal'
import type { HubGroup, ResolvedSettings } from '../settings/settings'

interface Context {
  readonly instanceId: string
  readonly database: Database
  readonly journal: Journal
  readonly settings: ResolvedSettings
}

const REASONS = {
  maximum: 'operator',
  'first-message': 'no-agent',
  'agent-idle': 'agent-idle',
  'customer-idle': 'customer-idle',
} as const satisfies Record<string, EndReason>

/** Whether any conversation hub has a timer. */
export function hasTimers({ hubs }: ResolvedSettings): boolean {
  return [...hubs.values()].some(({ timers }) => timers !== undefined)
}

/**
 * Ends this instance's conversations whose time is up, or hands them to the fallback. Timers need no tables of their own:
 * the conversation's row says when each side spoke last, by the database's clock.
 */
export async function endWhatIsOver(context: Context): Promise<void> {
  const { database, settings } = context
  let defect: unknown
  for (const [name, hub] of settings.hubs) {
    if (!hub.timers) continue
    const resources = [...settings.resources.values()].filter((resource) => resource.hub === name)
    const ids = resources.map(({ resourceId }) => resourceId)
    for (const row of await findDue(database, context.instanceId, ids, hub.timers)) {
      const due = Object.entries(REASONS).find(([timer]) => timer === row.due)
      if (!due) continue
      await carryOut(context, row, due).catch((thrown: unknown) => {
        if (conversationErrorOf(thrown, 'Ending a conversation').code !== 'internal') throw thrown
        defect ??= thrown
      })
    }
  }
  // A failure that concerns one conversation only, such as a row that cannot be read, has not stopped the others.
  if (defect !== undefined) throw defect
}

async function carryOut(
  { journal, settings }: Context,
  { id, version }: Row,
  [timer, reason]: [string, EndReason],
): Promise<void> {
  await journal.change(String(id), (record): Changes & { value: undefined } => {
    // Something has happened since it was read. The next look decides again.
    if (record.row.version !== Number(version) || record.row.state === 'ended') return { value: undefined }
    const instead: CommandToKeep | undefined =
      timer === 'first-message' ? takeOverCommand(settings, record.row, 'fallback') : undefined
    // Ordered only once: it may have to wait until the platform has answered what was said last.
    const isOrdered = record.outbox.some(({ command }) => command.type === 'move')
    if (instead) return { ...(!isOrdered && { commands: [instead] }), value: undefined }
    return { ...endOf(record, reason), value: undefined }
  })
}

/** In whose hands the conversation is. Whoever waits in a queue owes nobody an answer. */
const STATE = `coalesce(CASE WHEN state = 'stalled' THEN state_before_stalled END, state)`

/** Whoever has only just come, perhaps after a long queue, has left nobody without an answer, nor been left so. */
const hasLasted = (seconds: '$5' | '$6') => `NOT EXISTS (
  SELECT 1 FROM events e WHERE e.conversation_id = c.id AND e.type IN ('state', 'participant')
    AND e.at >= now() - make_interval(secs => ${seconds}))`

async function findDue(
  database: Database,
  instanceId: string,
  resourceIds: ReadonlyArray<string>,
  timers: NonNullable<HubGroup['timers']>,
): Promise<Row[]> {
  const seconds = (milliseconds: number | undefined) =>
    milliseconds === undefined ? null : milliseconds / 1_000
  return await database.query(
    `SELECT * FROM (
      SELECT id, version, CASE
        WHEN created_at < now() - make_interval(secs => $3) THEN 'maximum'
        WHEN platform_spoke_at IS NULL AND managed_since < now() - make_interval(secs => $4) THEN 'first-message'
        WHEN $5::float8 IS NOT NULL AND ${STATE} = 'with-agent'
          AND customer_spoke_at > coalesce(platform_spoke_at, '-infinity')
          AND customer_spoke_at < now() - make_interval(secs => $5) AND ${hasLasted('$5')} THEN 'agent-idle'
        WHEN $6::float8 IS NOT NULL AND ${STATE} <> 'waiting'
          AND platform_spoke_at > coalesce(customer_spoke_at, '-infinity')
          AND platform_spoke_at < now() - make_interval(secs => $6) AND ${hasLasted('$6')} AND NOT EXISTS (
            -- What quiet hours keep back, the customer has not heard yet, except in a web chat.
            SELECT 1 FROM carrier_messages m WHERE m.conversation_id = c.id AND m.state <> 'dropped'
              AND m.ready_at > m.created_at AND m.ready_at >= now() - make_interval(secs => $6)) THEN 'customer-idle' END AS due
      FROM conversations c
      WHERE owner = $1::uuid AND at_work AND ended_at IS NULL AND resource_id = ANY($2::text[])) AS looked_at
     WHERE due IS NOT NULL LIMIT 500`,
    [
      instanceId,
      resourceIds,
      seconds(timers.maximumMs),
      seconds(timers.firstMessageMs),
      seconds(timers.agentIdleMs),
      seconds(timers.customerIdleMs),
    ],
  )
}

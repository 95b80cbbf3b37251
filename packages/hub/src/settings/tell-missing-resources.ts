import type { Database } from '../database/database'
import type { ResolvedSettings } from './settings'

/**
 * Tells of open conversations on channel resources that the settings do not name (any more). They go on with their
 * platforms, and nobody would notice what they lack: whatever the settings say of a resource and its hub.
 */
export async function tellMissingResources(
  database: Pick<Database, 'query'>,
  { resources, log }: Pick<ResolvedSettings, 'resources' | 'log'>,
): Promise<void> {
  const rows = await database.query(
    `SELECT resource_id, channel, count(*)::int AS conversations FROM conversations
     WHERE ended_at IS NULL AND resource_id <> ALL($1::text[]) GROUP BY resource_id, channel`,
    [[...resources.keys()]],
  )
  for (const { resource_id: resourceId, channel, conversations } of rows) {
    const lacks =
      channel === 'sms' ? 'no text message reaches their customers' : 'they have no timers and no fallback'
    const detail =
      `The settings name no channel resource "${resourceId}", on which conversations are open: ${lacks}. Name it ` +
      'again until they have ended, or close them.'
    log({ level: 'warn', event: 'resource-missing', count: Number(conversations), detail })
  }
}

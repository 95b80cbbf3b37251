import type { NewEvent } from '@conversation-hub/core'
import type { Database } from '../database/database'
import type { Changes } from '../journal/changes'
import type { Journal } from '../journal/journal'
import type { ResolvedSettings } from '../settings/settings'
import { endOf } from '../verbs/close'
import { messageIdFor } from '../verbs/message-id'
import { resourcesAt } from './carrier-of'
import { setOptedOut } from './consents'

interface Context {
  readonly database: Database
  readonly journal: Journal
  readonly settings: ResolvedSettings
}

/** What the customer wrote, where we know it from the customer and not from the carrier. */
interface Words {
  readonly id: string
  readonly text: string
}

/**
 * The customer wants to hear nothing more from an address: that is kept, and every conversation there ends with
 * `opted-out`, which its platform is told.
 */
export async function optOut(
  context: Context,
  { address, customer, words }: { address: string; customer: string; words?: Words },
): Promise<void> {
  const { database, journal, settings } = context
  await setOptedOut(database, { address, customer, optedOut: true })
  const resources = resourcesAt(settings, address).map(({ resourceId }) => resourceId)
  const rows = await database.query(
    `SELECT id FROM conversations WHERE resource_id = ANY($1::text[]) AND destination = $2 AND ended_at IS NULL`,
    [resources, customer],
  )
  for (const { id } of rows) {
    const conversationId = String(id)
    await journal.change(conversationId, (record): Changes & { value: undefined } => {
      const end = endOf(record, 'opted-out')
      if (!end.events) return { value: undefined }
      return { ...end, events: [...said(conversationId, words), ...end.events], value: undefined }
    })
  }
}

function said(conversationId: string, words: Words | undefined) {
  const text = words?.text.replaceAll('\u0000', '').trim()
  if (!words || !text) return []
  const messageId = messageIdFor(conversationId, words.id)
  const event: NewEvent = {
    type: 'message',
    messageId,
    author: { role: 'customer' },
    parts: [{ type: 'text', text }],
  }
  return [{ event, dedupeKey: `message ${messageId}` }]
}

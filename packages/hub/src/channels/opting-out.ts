import type { NewEvent } from '@conversation-hub/core'
import { messageIdFor } from '../conversations/message-id'
import { messageKey } from '../conversations/message-key'
import type { Database } from '../database/database'
import { keepableText } from '../database/keepable'
import type { Changes } from '../journal/changes'
import { endOf } from '../journal/close-conversation'
import type { Journal } from '../journal/journal'
import type { ResolvedSettings } from '../settings/settings'
import { findLiveBeside } from './carrier-inbox'
import { carriersAt, resourcesAt } from './carrier-of'
import { type ConsentProof, type CustomerAtAddress, changeConsent, isOptedOut } from './consents'

interface Context {
  readonly database: Database
  readonly journal: Journal
  readonly settings: ResolvedSettings
}

/**
 * Records that the customer wants no more messages from an address, and ends every conversation there as `opted-out`,
 * which its platform is told.
 */
export async function optOut(context: Context, at: CustomerAtAddress, proof: ConsentProof): Promise<void> {
  const { database } = context
  await changeConsent(database, at, { ...proof, optedOut: true })
  // The same message again, after the customer has come back, changes nothing.
  if (await isOptedOut(database, at)) await endConversations(context, at, proof)
}

/**
 * Ends all live conversations with a customer who has opted out, including those at resources that only another
 * instance's newer configuration knows.
 */
export async function endConversations(
  { database, journal, settings }: Context,
  { address, customer }: CustomerAtAddress,
  { toldBy, messageId, proof }: ConsentProof = { toldBy: 'carrier' },
): Promise<void> {
  const resources = resourcesAt(settings, address).map(({ resourceId }) => resourceId)
  const rows = await database.query(
    `SELECT id FROM conversations WHERE resource_id = ANY($1::text[]) AND destination = $2 AND ended_at IS NULL`,
    [resources, customer],
  )
  const beside = await findLiveBeside(database, settings, {
    carriers: carriersAt(settings, address),
    customer,
  })
  const words = toldBy === 'customer' ? { id: messageId, text: proof } : undefined
  const endOne = (conversationId: string) =>
    journal.change(conversationId, (record): Changes & { value: undefined } => {
      const { row } = record
      // It may have gone on elsewhere meanwhile, in a web chat for example.
      const isAtAddress = beside.includes(conversationId)
        ? row.channel === 'sms' && !settings.resources.has(row.resourceId)
        : resources.includes(row.resourceId)
      const end = row.destination === customer && isAtAddress ? endOf(record, 'opted-out') : {}
      if (!end.events) return { value: undefined }
      return { ...end, events: [...said(conversationId, words), ...end.events], value: undefined }
    })
  // A conversation that only a newer version can read must not keep the others from being ended.
  const ids = [...rows.map(({ id }) => String(id)), ...beside]
  const ended = await Promise.allSettled(ids.map(endOne))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

/** The message with which the customer opts out belongs in the conversation that it ends. */
function said(
  conversationId: string,
  words: { id: string | undefined; text: string | undefined } | undefined,
) {
  const text = words?.text && keepableText(words.text).trim()
  if (!words || !text) return []
  const messageId = messageIdFor(conversationId, words.id)
  const event: NewEvent = {
    type: 'message',
    messageId,
    author: { role: 'customer' },
    parts: [{ type: 'text', text }],
  }
  return [{ event, dedupeKey: messageKey(messageId) }]
}

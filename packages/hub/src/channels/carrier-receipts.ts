import type { CarrierReceipt } from '@conversation-hub/core'
import { keepableJson } from '../database/keepable'
import type { HubContext } from '../verbs/hub-context'
import { addFailure, addReceipt } from '../verbs/receipts'
import { optOut } from './opting-out'

type Context = Pick<HubContext, 'database' | 'journal' | 'settings'>

/**
 * Keeps what a carrier reports about a message. The report may come before the carrier's answer to our call, so that the
 * message's id is not known yet: then the report waits until it is.
 */
export async function keepReceipt(context: Context, carrier: string, receipt: CarrierReceipt): Promise<void> {
  if (receipt.status === 'sent' || (await applyReceipt(context, carrier, receipt))) return
  await context.database.query(
    `INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ($1, $2, $3::json, now())`,
    [carrier, receipt.carrierId, keepableJson([receipt])],
  )
  // The id may have come while this was being written. Whichever comes second sees the other's row.
  if (await isKnown(context, carrier, receipt.carrierId))
    await claimReceipts(context, carrier, receipt.carrierId)
}

/** Keeps the reports that have been waiting for a message whose id is known now. */
export async function claimReceipts(context: Context, carrier: string, carrierId: string): Promise<void> {
  const rows = await context.database.query(
    'SELECT id, events FROM unclaimed_events WHERE platform = $1 AND key = $2 ORDER BY id',
    [carrier, carrierId],
  )
  for (const { id, events } of rows) {
    for (const receipt of readReceipts(String(events))) await applyReceipt(context, carrier, receipt)
    await context.database.query('DELETE FROM unclaimed_events WHERE id = $1::bigint', [Number(id)])
  }
}

/** Returns whether the message is known. Reports come in any order, and twice, so a state only ever moves forward. */
async function applyReceipt(context: Context, carrier: string, receipt: CarrierReceipt): Promise<boolean> {
  const { carrierId, status, code } = receipt
  // Before anything is changed: of an id that is kept between the change and the look at what it did, the change was none.
  if (!(await isKnown(context, carrier, carrierId))) return false
  await context.database.query(
    `UPDATE carrier_messages SET state = $3, error_code = $4 WHERE carrier = $1 AND carrier_id = $2
       AND (state = 'sent' OR (state = 'delivered' AND $3 = 'read'))`,
    [carrier, carrierId, status, code ?? null],
  )
  const pieces = await context.database.query(
    `SELECT p.conversation_id, p.message_id, p.state, p.error_code, m.destination
     FROM carrier_messages m
     JOIN carrier_messages p ON p.conversation_id = m.conversation_id AND p.seq = m.seq
     WHERE m.carrier = $1 AND m.carrier_id = $2`,
    [carrier, carrierId],
  )
  const [first] = pieces
  if (!first) return false
  const conversationId = String(first.conversation_id)
  const messageId = String(first.message_id)
  const failed = pieces.find(({ state }) => state === 'failed')
  const isAll = (states: ReadonlyArray<string>) => pieces.every(({ state }) => states.includes(String(state)))
  if (failed) {
    const why = String(failed.error_code ?? 'platform-refused')
    await addFailure(context, conversationId, { messageId, code: why })
  } else if (isAll(['read'])) await addReceipt(context, conversationId, { messageId, status: 'read' })
  else if (isAll(['delivered', 'read'])) {
    await addReceipt(context, conversationId, { messageId, status: 'delivered' })
  }
  if (status === 'failed' && code === 'destination-opted-out') {
    // The number that the message was sent to: the conversation may have gone on at another one since.
    const address = context.settings.carriers.get(carrier)?.address
    const customer = String(first.destination)
    // Recorded under the refused message's id, so that a repeated report changes nothing once the customer has opted in
    // again.
    if (address !== undefined)
      await optOut(context, { address, customer }, { toldBy: 'carrier', messageId: carrierId })
  }
  return true
}

async function isKnown({ database }: Context, carrier: string, carrierId: string): Promise<boolean> {
  const rows = await database.query('SELECT 1 FROM carrier_messages WHERE carrier = $1 AND carrier_id = $2', [
    carrier,
    carrierId,
  ])
  return rows.length > 0
}

/** JSON that we wrote ourselves, of receipts that an adapter had translated. */
const readReceipts = (json: string): ReadonlyArray<CarrierReceipt> => JSON.parse(json)

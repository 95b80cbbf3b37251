import { ConversationError, idSchema, parseRequest, textSchema } from '@conversation-hub/core'
import { z } from 'zod'
import { carrierOf } from '../channels/carrier-of'
import { type CustomerAtAddress, changeConsent, isOptedOut, refuseOptedOut } from '../channels/consents'
import { optOut } from '../channels/opting-out'
import type { Consent, ConsentQuery } from '../requests-and-answers'
import { customerPhone } from './destination'
import type { HubContext } from './hub-context'
import { resourceWithHub } from './resource-of'

const recordSchema = z.strictObject({
  resourceId: idSchema,
  customerDestination: idSchema,
  optedOut: z.boolean(),
  proof: textSchema.max(4_000),
})

/** Whether a customer may be written to from the resource's number, and how that is known. */
export async function getConsent(context: HubContext, query: ConsentQuery): Promise<Consent> {
  return await readConsent(context, customerAt(context, query))
}

/**
 * Records what the app heard elsewhere. Throws `destination-opted-out` if that would undo an opt-out: only the customer
 * can, by writing START.
 */
export async function recordConsent(
  context: HubContext,
  written: z.input<typeof recordSchema>,
): Promise<Consent> {
  const { optedOut, proof, ...query } = parseRequest(recordSchema, written, 'The consent')
  const at = customerAt(context, query)
  if (optedOut) await optOut(context, at, { toldBy: 'app', proof })
  else {
    await refuseOptedOut(context.database, at)
    await changeConsent(context.database, at, { toldBy: 'app', proof, optedOut })
    // The customer may have opted out at the same moment.
    await refuseOptedOut(context.database, at)
  }
  return await readConsent(context, at)
}

function customerAt(
  { settings }: HubContext,
  { resourceId: named, customerDestination }: ConsentQuery,
): CustomerAtAddress {
  const { resource } = resourceWithHub(settings, named)
  const { resourceId } = resource
  const address = carrierOf(settings, resourceId)?.adapter.address
  if (address === undefined) {
    throw new ConversationError(
      'not-supported',
      `The resource "${resourceId}" has no carrier, so nobody can consent to be written to there.`,
    )
  }
  return { address, customer: customerPhone(settings, resource, customerDestination) }
}

async function readConsent({ database }: HubContext, at: CustomerAtAddress): Promise<Consent> {
  const { address, customer } = at
  const rows = await database.query(
    `SELECT opted_out, told_by, message_id, proof, at FROM consent_changes
     WHERE address = $1 AND customer = $2 ORDER BY id`,
    [address, customer],
  )
  return {
    address,
    customerDestination: customer,
    optedOut: await isOptedOut(database, at),
    changes: rows.map((row) => {
      const {
        opted_out: optedOut,
        told_by: toldBy,
        message_id: messageId,
        proof,
        at: when,
      } = rowSchema.parse(row)
      return {
        at: when.toISOString(),
        optedOut,
        toldBy,
        ...(messageId !== null && { messageId }),
        ...(proof !== null && { proof }),
      }
    }),
  }
}

const rowSchema = z.object({
  opted_out: z.boolean(),
  told_by: z.enum(['customer', 'carrier', 'app']),
  message_id: z.string().nullable(),
  proof: z.string().nullable(),
  at: z.date(),
})

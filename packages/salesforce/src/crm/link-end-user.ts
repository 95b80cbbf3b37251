import { pause } from '@conversation-hub/core'
import { z } from 'zod'
import type { CrmSource } from './connection'
import { crmError } from './errors'
import { soqlText } from './soql'

/** The longest a start waits for the link, in milliseconds. */
const LONGEST_WAIT_MS = 3_000

const endUserSchema = z.object({ Id: z.string(), ContactId: z.string().nullish() })

/**
 * Writes a Contact into the MessagingEndUser record of a customer, where it names none yet. Never fails: the
 * answer is why it could not be done, in a sentence for an operator.
 */
export async function linkEndUser(
  crm: CrmSource,
  { platformKey, contactId }: { platformKey: string; contactId: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const done = new AbortController()
  const late = pause(LONGEST_WAIT_MS, AbortSignal.any([signal, done.signal])).then(() =>
    notLinked(`the CRM did not answer within ${LONGEST_WAIT_MS} ms`),
  )
  try {
    return await Promise.race([link(crm, platformKey, contactId), late])
  } finally {
    done.abort()
  }
}

async function link(crm: CrmSource, platformKey: string, contactId: string): Promise<string | undefined> {
  const soql = `SELECT Id, ContactId FROM MessagingEndUser WHERE MessagingPlatformKey = ${soqlText(platformKey)} LIMIT 1`
  try {
    const connection = await crm()
    const { records } = await connection.query(soql)
    const endUser = endUserSchema.safeParse(records[0])
    if (!endUser.success) return notLinked('there is no MessagingEndUser record of the customer yet')
    if (endUser.data.ContactId) return undefined
    if (!connection.requestPatch) return notLinked('the connection that was given has no requestPatch')
    await connection.requestPatch(`/sobjects/MessagingEndUser/${endUser.data.Id}`, { ContactId: contactId })
    return undefined
  } catch (thrown) {
    return notLinked(crmError(thrown, 'Changing the MessagingEndUser record').message)
  }
}

function notLinked(why: string): string {
  return `The customer's MessagingEndUser record is not linked to the Contact: ${why}`
}

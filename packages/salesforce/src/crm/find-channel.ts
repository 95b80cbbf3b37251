import { z } from 'zod'
import type { CrmSource } from './connection'
import { soqlText } from './soql'

const recordSchema = z.object({ IsActive: z.boolean() })

/** Whether a messaging channel takes conversations; `undefined` where the run-as user may not see it. */
export async function isChannelActive(crm: CrmSource, address: string): Promise<boolean | undefined> {
  const soql = `SELECT IsActive FROM MessagingChannel WHERE ChannelAddressIdentifier = ${soqlText(address)} LIMIT 1`
  try {
    const { records } = await (await crm()).query(soql)
    return recordSchema.safeParse(records[0]).data?.IsActive
  } catch {
    // A record that cannot be read says nothing about whether a start would be refused.
    return undefined
  }
}

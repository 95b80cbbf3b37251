import { z } from 'zod'
import type { CrmSource } from './connection'
import { crmError } from './errors'
import { soqlText } from './soql'

const recordSchema = z.object({ Id: z.string() })

/** The `Conversation` record of a conversation; its `ConversationIdentifier` is the UUID that we chose. */
export async function findConversation(crm: CrmSource, conversationId: string): Promise<string | undefined> {
  const soql = `SELECT Id FROM Conversation WHERE ConversationIdentifier = ${soqlText(conversationId)} LIMIT 1`
  try {
    const { records } = await (await crm()).query(soql)
    const parsed = recordSchema.safeParse(records[0])
    return parsed.success ? parsed.data.Id : undefined
  } catch (thrown) {
    throw crmError(thrown, 'Looking up the Conversation record')
  }
}

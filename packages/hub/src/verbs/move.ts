import { type Conversation, ConversationError } from '@conversation-hub/core'
import { carryFromHereOn } from '../channels/carriage-view'
import { DatabaseError } from '../database/database-error'
import { takeOver } from '../driving/take-over'
import type { Changes } from '../journal/changes'
import { resolveDestination } from './destination'
import type { HubContext } from './hub-context'
import { readConversation } from './reading'
import { resourceWithHub } from './resource-of'

/** Another platform takes over, at the wish of the app. */
export async function moveConversation(
  context: HubContext,
  conversationId: string,
  platform: string,
): Promise<Conversation> {
  const { database, journal, settings } = context
  const { platforms, log } = settings
  await takeOver({ database, journal, platforms, log }, conversationId, { platform })
  return await readConversation(context, conversationId)
}

/** The same conversation goes on at another resource or destination; its history stays. */
export async function moveCustomer(
  context: HubContext,
  conversationId: string,
  { resourceId, customerDestination }: { resourceId: string; customerDestination: string },
): Promise<Conversation> {
  const { resource } = resourceWithHub(context.settings, resourceId)
  const destination = await resolveDestination(context, resource, customerDestination)
  if (resource.channel === 'sms') await carryFromHereOn(context.database, conversationId)
  try {
    await context.journal.change(conversationId, ({ row }): Changes & { value: undefined } => {
      if (row.state === 'ended')
        throw new ConversationError('conversation-ended', 'The conversation has ended; start a new one.')
      return { row: { resourceId, channel: resource.channel, destination }, value: undefined }
    })
  } catch (thrown) {
    if (!(thrown instanceof DatabaseError && thrown.failure === 'collision')) throw thrown
    throw new ConversationError(
      'conversation-live',
      `The resource "${resourceId}" already has a live conversation with this destination. Close it first.`,
    )
  }
  return await readConversation(context, conversationId)
}

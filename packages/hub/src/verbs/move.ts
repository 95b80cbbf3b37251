import { type Conversation, ConversationError } from '@conversation-hub/core'
import { carryFromHereOn, rememberEarlierPhone } from '../channels/carriage-view'
import { carrierNames } from '../channels/carrier-of'
import { conversationEnded } from '../conversations/conversation-ended'
import { DatabaseError } from '../database/database-error'
import { takeOver } from '../driving/moves/take-over'
import type { Changes } from '../journal/changes'
import { closeAt } from '../journal/close-conversation'
import type { CustomerMove, MovedConversation } from '../requests-and-answers'
import type { Resource } from '../settings/settings'
import { readDestination, refuseUnmetTerms, termsOf } from './destination'
import type { HubContext } from './hub-context'
import { findLive, readConversation } from './reading'
import { resourceWithHub } from './resource-of'

/** How often a conversation that is in the way is closed, if others keep starting there. */
const TRIES = 5
/** How often it is looked anew from where on to carry, if something is said each time before the customer has gone. */
const LOOKS = 10

/** Has another platform take over, because the app asked for it. */
export async function moveConversation(
  context: HubContext,
  conversationId: string,
  platform: string,
): Promise<MovedConversation> {
  const { database, journal, settings } = context
  const { platforms, log } = settings
  const transcript = await takeOver({ database, journal, platforms, log }, conversationId, { platform })
  return { ...(await readConversation(context, conversationId)), ...(transcript && { transcript }) }
}

/** Lets a conversation go on at another resource or destination. It keeps its history. */
export async function moveCustomer(
  context: Pick<HubContext, 'database' | 'journal' | 'settings'>,
  conversationId: string,
  { resourceId: named, customerDestination, onLive = 'reject' }: CustomerMove,
): Promise<Conversation> {
  const { resource } = resourceWithHub(context.settings, named)
  const { resourceId } = resource
  const destination = readDestination(context.settings, resource, customerDestination)
  const terms = termsOf(context.settings, resource, destination)
  await refuseUnmetTerms(context, { resourceId, destination }, terms)
  for (let tries = 1; !(await tryToMove(context, conversationId, resource, destination)); tries += 1) {
    if (onLive === 'reject' || tries === TRIES) {
      throw new ConversationError(
        'conversation-live',
        `The resource "${resourceId}" already has a live conversation with this destination. Close it first, or ` +
          'move with onLive: "replace".',
      )
    }
    const live = await findLive(context, resourceId, destination)
    // The same call on another instance, such as a repeat, may have been faster: then it is this conversation that is
    // live there.
    if (live !== undefined && live !== conversationId) {
      await closeAt(context, live, { resourceId, destination })
    }
  }
  return await readConversation(context, conversationId)
}

/** Returns false if another live conversation is in the way. */
async function tryToMove(
  { database, journal, settings }: Pick<HubContext, 'database' | 'journal' | 'settings'>,
  conversationId: string,
  { resourceId, channel }: Resource,
  destination: string,
): Promise<boolean> {
  const go = (from: number | undefined) =>
    journal.change(conversationId, ({ row }): Changes & { value: 'gone' | 'again' } => {
      if (row.state === 'ended') throw conversationEnded(row)
      // What was said meanwhile the customer has read where they still are. Written all the same, in case this record is old.
      if (from !== undefined && row.nextSeq !== from) return { row: {}, value: 'again' }
      return { row: { resourceId, channel, destination }, value: 'gone' }
    })
  try {
    for (let looks = 1; ; looks += 1) {
      const from = channel === 'sms' ? await carryFromHereOn(database, conversationId) : undefined
      if (channel === 'sms') await rememberEarlierPhone(database, conversationId, carrierNames(settings))
      // At worst, a few words are read twice.
      if ((await go(looks < LOOKS ? from : undefined)) === 'gone') return true
    }
  } catch (thrown) {
    if (thrown instanceof DatabaseError && thrown.failure === 'collision') return false
    throw thrown
  }
}

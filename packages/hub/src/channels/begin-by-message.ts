import { asConversationError } from '@conversation-hub/core'
import { hubOf } from '../settings/hub-of'
import { sendMessage } from '../verbs/messages'
import type { Letter } from './carrier-inbox'
import { resourcesAt } from './carrier-of'
import type { ReceiveContext } from './receive-from-carrier'

/** A short code, or a sender that is a name, cannot be answered. */
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/

/**
 * Starts a conversation where the settings say that a customer's message does (`startOn: 'inbound'`). The key is the same
 * on every instance to which the message is delivered, so that it starts only one.
 */
export async function beginByMessage(
  { settings, startConversation }: ReceiveContext,
  { carrier, id, address, customer }: Letter,
  choice: number,
): Promise<string | undefined> {
  if (!PHONE_NUMBER.test(customer)) {
    settings.log({ level: 'info', event: 'message-from-no-phone', platform: carrier })
    return undefined
  }
  const resource = resourcesAt(settings, address).find(({ startOn, hub }) => startOn === 'inbound' && hub)
  if (!resource) {
    settings.log({ level: 'info', event: 'message-without-conversation', platform: carrier })
    return undefined
  }
  const request = {
    resourceId: resource.resourceId,
    customerDestination: customer,
    idempotencyKey: `message ${carrier} ${id} ${choice}`,
  }
  // Somebody writes from it, so it is a phone number, even if our lists know no numbers of that length in its country.
  const { conversationId } = await startConversation(request, { phone: customer })
  return conversationId
}

/** Answers HELP in the hub's own words, if it has some, unless the conversation has just ended. */
export async function answerHelp(context: ReceiveContext, conversationId: string, id: string): Promise<void> {
  const { row } = await context.journal.get(conversationId)
  const text = hubOf(context.settings, row)?.words?.help
  if (text === undefined) return
  const answer = { text, clientMessageId: `help ${id}` }
  await sendMessage(context, conversationId, answer, { role: 'system' }).catch((thrown: unknown) => {
    const { code } = asConversationError(thrown, 'Answering HELP')
    if (code !== 'conversation-ended') throw thrown
  })
}

import { asConversationError } from '@conversation-hub/core'
import { hubOf } from '../settings/take-overs'
import { sendMessage } from '../verbs/messages'
import type { Letter } from './carrier-inbox'
import { resourcesAt } from './carrier-of'
import type { ReceiveContext } from './receive-from-carrier'

/** A short code, or a sender with a name, is nobody whom one could answer. */
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/

/**
 * Starts a conversation where the settings say that a message does. By the same key wherever the message is
 * delivered, so that it starts one.
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
  // Somebody writes from it, so it is one, also where the numbers of its country have become longer than our lists say.
  const { conversationId } = await startConversation(request, { phone: customer })
  return conversationId
}

/** Answers HELP in the hub's own words, where it has some; not where the conversation ended in this very moment. */
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

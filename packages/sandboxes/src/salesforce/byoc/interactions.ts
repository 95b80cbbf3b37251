import { customerWords } from '../messaging/customer-words'
import type { Messaging } from '../messaging/messaging'
import { wasOffered } from '../messaging/offered-choices'
import { attachmentMessage } from '../messaging/script/messages'
import type { Chat } from '../messaging/state/chat'
import { findMessage, takeIn } from '../messaging/take-in'
import type { Interaction } from './bodies'
import { changeConsent } from './consent'
import { InteractionRefusal } from './refusal'

const NOT_OFFERED = 'Provide a valid message entry format.'
const LARGEST_FILE_BYTES = 25 * 1024 * 1024

/** Takes one interaction of the end user in; answers its id. */
export async function takeInteraction(
  platform: Messaging,
  chat: Chat,
  interaction: Interaction,
  file: File | undefined,
): Promise<string> {
  if (interaction.interactionType === 'AttachmentInteraction')
    return takeFile(platform, chat, interaction, file)
  const { payload } = interaction
  switch (payload.entryType) {
    case 'Message': {
      const { id, abstractMessage: message } = payload
      if (message.id !== id)
        throw new InteractionRefusal(10060, 'Interaction ID and Message ID are mismatched.')
      refuseRepeat(platform, chat, id)
      const entries = platform.chats.entries(chat.conversationId)
      if (!wasOffered(message, entries)) throw new InteractionRefusal(10045, NOT_OFFERED)
      const words = customerWords(message, entries)
      takeIn(platform, chat, { messageId: id, message, words })
      // Where consent is Salesforce's affair, it listens to the keywords of text messages.
      if (platform.switches().consentOwner === 'salesforce' && /^stop$/i.test(words.trim())) {
        const { conversationId } = chat
        changeConsent(platform, platform.chats.get(conversationId) ?? chat, 'OptedOut', 'customer')
      }
      break
    }
    case 'TypingStartedIndicator':
      platform.typing.add(chat.conversationId)
      platform.watchers.changed(chat.conversationId)
      break
    case 'TypingStoppedIndicator':
      platform.typing.delete(chat.conversationId)
      platform.watchers.changed(chat.conversationId)
      break
    case 'MessageDeliveryFailed': {
      const acknowledged = {
        ...chat.acknowledged,
        [payload.failedConversationEntryIdentifier]: 'Failed' as const,
      }
      platform.chats.save({ ...chat, acknowledged })
    }
  }
  return payload.id
}

async function takeFile(
  platform: Messaging,
  chat: Chat,
  { id, contentLength, text }: Extract<Interaction, { interactionType: 'AttachmentInteraction' }>,
  file: File | undefined,
): Promise<string> {
  if (file === undefined) throw new InteractionRefusal(10009, 'The file is empty or doesn’t exist.')
  if (file.size > LARGEST_FILE_BYTES) {
    throw new InteractionRefusal(10008, 'The file size exceeds the maximum limit of 25 MB.')
  }
  if (file.size !== contentLength) {
    throw new InteractionRefusal(10051, 'The file size (in bytes) of uploaded attachment is incorrect.')
  }
  refuseRepeat(platform, chat, id)
  const url = `${platform.baseUrl()}/file-content/${id}/${encodeURIComponent(file.name)}`
  const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
  platform.files.set(id, { fileId: id, name: file.name, mimeType: file.type, base64 })
  const message = attachmentMessage(file.name, file.type, url, text)
  takeIn(platform, chat, { messageId: id, message, words: text ?? file.name })
  return id
}

/** Ids are unique for good: that is how a partner tells whether a request that went wrong took effect. */
function refuseRepeat(platform: Messaging, chat: Chat, messageId: string): void {
  if (findMessage(platform, chat, messageId) === undefined) return
  throw new InteractionRefusal(10073, 'Invalid message ID. Provide a unique ID for each message entry.')
}

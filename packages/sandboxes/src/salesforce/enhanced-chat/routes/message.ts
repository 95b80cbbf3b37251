import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { customerWords } from '../../messaging/customer-words'
import { wasOffered } from '../../messaging/offered-choices'
import { attachmentMessage } from '../../messaging/script/messages'
import type { Entry } from '../../messaging/state/entry'
import type { EnhancedChat } from '../enhanced-chat'
import { receive } from '../receive'
import { Refusal } from '../refusal'
import {
  acknowledgeRequestSchema,
  fileRequestSchema,
  messageRequestSchema,
  typingRequestSchema,
} from './bodies'
import { type CustomerEnv, checkDeployment, ownConversation, readJson } from './customer'

const LARGEST_FILE_BYTES = 5 * 1024 * 1024
const FILE_TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
])

/** What the customer sends: messages, files, typing, receipts. */
export function messageRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()
  const { chats, files, typing, watchers } = platform

  app.post('/:id/message', async (context) => {
    const chat = ownConversation(platform, context)
    const { message, ...session } = messageRequestSchema.parse(await readJson(context))
    checkDeployment(platform, session.esDeveloperName)
    const entries = chats.entries(chat.conversationId)
    if (!wasOffered(message, entries)) throw new Refusal(400, 'BAD_REQUEST', 'The option was not offered.')
    const words = customerWords(message, entries)
    return context.json(
      sentAnswer(receive(platform, chat, { messageId: message.id, message, words, session })),
      202,
    )
  })

  app.post('/:id/file', async (context) => {
    const chat = ownConversation(platform, context)
    const form = await context.req.formData()
    const { message, ...session } = fileRequestSchema.parse(
      JSON.parse(await textOf(form.get('messageEntry'))),
    )
    checkDeployment(platform, session.esDeveloperName)
    const file = form.get('fileData')
    if (!(file instanceof File)) throw new Refusal(400, 'BAD_REQUEST', 'The part fileData has to be a file.')
    const mimeType = file.type.split(';')[0] ?? ''
    if (file.size > LARGEST_FILE_BYTES)
      throw new Refusal(413, 'PAYLOAD_TOO_LARGE', 'The file is larger than 5 MB.')
    if (!FILE_TYPES.has(mimeType))
      throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The file type is not allowed.')

    const url = `${platform.baseUrl()}/file-content/${message.fileId}/${encodeURIComponent(file.name)}`
    const entry = receive(platform, chat, {
      messageId: message.id,
      message: attachmentMessage(file.name, mimeType, url, message.text),
      words: message.text ?? file.name,
      session,
    })
    const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
    files.set(message.fileId, { fileId: message.fileId, name: file.name, mimeType, base64 })
    return context.json(sentAnswer(entry), 202)
  })

  app.post('/:id/entry', async (context) => {
    const { conversationId } = ownConversation(platform, context)
    const { entryType } = typingRequestSchema.parse(await readJson(context))
    if (entryType === 'TypingStartedIndicator') typing.add(conversationId)
    else typing.delete(conversationId)
    watchers.changed(conversationId)
    return context.json({ conversationEntries: [{ id: randomUUID(), clientTimestamp: Date.now() }] }, 202)
  })

  app.post('/:id/acknowledge-entries', async (context) => {
    const chat = ownConversation(platform, context)
    const { acks } = acknowledgeRequestSchema.parse(await readJson(context))
    const acknowledged = { ...chat.acknowledged }
    for (const { conversationEntryId, entryType } of acks) {
      if (acknowledged[conversationEntryId] !== 'Read') acknowledged[conversationEntryId] = entryType
    }
    chats.save({ ...chat, acknowledged })
    return context.body(null, 202)
  })

  return app
}

function sentAnswer({ identifier, at }: Entry) {
  return { conversationEntries: [{ id: identifier, clientTimestamp: at }] }
}

async function textOf(part: string | File | null): Promise<string> {
  if (part === null) throw new Refusal(400, 'BAD_REQUEST', 'The part messageEntry is missing.')
  return typeof part === 'string' ? part : part.text()
}

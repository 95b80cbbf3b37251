import { ConversationError } from '@conversation-hub/core'
import { messageIdFor } from '../conversations/message-id'
import { keepableText } from '../database/keepable'
import { fittingName } from '../files/file-name'
import { fileUrl } from '../files/file-url'
import type { KeptFile } from '../requests-and-answers'
import type { HubContext } from './hub-context'
import { addMessage, type Incoming, refuseTooManyCharacters } from './messages'

/** The size of the largest file that is accepted, in bytes: 25 MiB. */
const MAX_FILE_BYTES = 25 * 1024 * 1024
/** The size of all files of one conversation together, in bytes: ten of the largest (decision 0013). */
const MAX_FILES_BYTES = 10 * MAX_FILE_BYTES

/** A file that a customer sends, and what they say with it. */
export type CustomersFile = Omit<KeptFile, 'fileId'> & {
  readonly text?: string
  readonly clientMessageId?: string
}

/** Keeps a customer's file and sends it as a message. */
export async function sendFile(
  context: HubContext,
  conversationId: string,
  file: CustomersFile,
): Promise<{ messageId: string }> {
  return await context.inOrder.needing(conversationId, keepFile(context, conversationId, file), (kept) =>
    addMessage(context, conversationId, kept),
  )
}

/** Throws `message-too-large`. */
export function refuseTooLargeFile({ byteLength }: Uint8Array): void {
  if (byteLength <= MAX_FILE_BYTES) return
  throw new ConversationError(
    'message-too-large',
    `The file has ${byteLength} bytes; at most ${MAX_FILE_BYTES} are accepted.`,
  )
}

/** Keeps a customer's file. Returns the message that shows it. Throws `message-too-large`. */
export async function keepFile(
  context: HubContext,
  conversationId: string,
  file: CustomersFile,
): Promise<Incoming> {
  const { content, text } = file
  const [name, mediaType] = [fittingName(keepableText(file.name)), mediaTypeOf(file)]
  refuseTooLargeFile(content)
  refuseTooManyCharacters(text?.length ?? 0)
  const messageId = messageIdFor(conversationId, file.clientMessageId)
  // The file has the message's id, so a repeat finds it there. After the conversation's end no file is accepted. The
  // lock makes an erasure of the customer wait for this statement, so that no file is left behind.
  const kept = await context.database.query(
    `INSERT INTO files (id, conversation_id, name, media_type, content, created_at)
     SELECT $1::uuid, $2::uuid, $3, $4, $5::bytea, now() FROM conversations
     WHERE id = $2::uuid AND ended_at IS NULL AND ${BYTES_KEPT} + $6::bigint <= ${MAX_FILES_BYTES}
     FOR KEY SHARE ON CONFLICT (id) DO NOTHING RETURNING id`,
    [messageId, conversationId, name, mediaType, content, content.byteLength],
  )
  if (kept.length === 0) await refuseTooManyBytes(context, { conversationId, messageId })
  const url = fileUrl(conversationId, messageId)
  const attachmentUrl = context.settings.fileLink?.(conversationId, messageId)
  const bytes = content.byteLength
  return {
    messageId,
    author: { role: 'customer' },
    ...(attachmentUrl !== undefined && { attachmentUrl }),
    parts: [
      ...(text === undefined ? [] : [{ type: 'text' as const, text }]),
      { type: 'attachment', name, mediaType, bytes, url },
    ],
    outgoing: {
      type: 'attachment',
      fileId: messageId,
      name,
      mediaType,
      bytes,
      ...(text !== undefined && { text }),
    },
  }
}

/** The size of all files of a conversation. Postgres knows each file's size without reading it. */
const BYTES_KEPT = `(SELECT coalesce(sum(octet_length(content)), 0) FROM files WHERE conversation_id = $2::uuid)`

/** Called if a file was not kept: then it was kept before, or the conversation is over, or there is no room for it. */
async function refuseTooManyBytes(
  { database }: HubContext,
  { conversationId, messageId }: { readonly conversationId: string; readonly messageId: string },
): Promise<void> {
  const live = await database.query(
    `SELECT 1 FROM conversations WHERE id = $2::uuid AND ended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM files WHERE id = $1::uuid)`,
    [messageId, conversationId],
  )
  if (live.length === 0) return
  throw new ConversationError(
    'message-too-large',
    `With this file, the files of the conversation would have more than ${MAX_FILES_BYTES} bytes together. No more are accepted.`,
  )
}

/** Names of media types are far shorter (RFC 6838, section 4.2), so anything longer is not one. */
function mediaTypeOf({ mediaType }: CustomersFile): string {
  return mediaType.length <= 255 ? keepableText(mediaType) : 'application/octet-stream'
}

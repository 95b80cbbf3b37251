import { ConversationError } from '@conversation-hub/core'
import { keepableText } from '../database/keepable'
import type { KeptFile } from '../hub'
import type { HubContext } from './hub-context'
import { messageIdFor } from './message-id'
import { addMessage } from './messages'

/** The largest file that is taken, in bytes: 25 MiB. */
const MAX_FILE_BYTES = 25 * 1024 * 1024

/** Keeps a customer's file and sends it as a message. */
export async function sendFile(
  context: HubContext,
  conversationId: string,
  file: Omit<KeptFile, 'fileId'> & { readonly text?: string; readonly clientMessageId?: string },
): Promise<{ messageId: string }> {
  const { content, text } = file
  const [name, mediaType] = [keepableText(file.name), keepableText(file.mediaType)]
  if (content.byteLength > MAX_FILE_BYTES) {
    throw new ConversationError(
      'message-too-large',
      `The file has ${content.byteLength} bytes; at most ${MAX_FILE_BYTES} are taken.`,
    )
  }
  const messageId = messageIdFor(conversationId, file.clientMessageId)
  // The file goes by the message's id: a repeat finds it already there. After the end none is taken any more.
  await context.database.query(
    `INSERT INTO files (id, conversation_id, name, media_type, content, created_at)
     SELECT $1::uuid, $2::uuid, $3, $4, $5::bytea, now() FROM conversations
     WHERE id = $2::uuid AND ended_at IS NULL ON CONFLICT (id) DO NOTHING`,
    [messageId, conversationId, name, mediaType, content],
  )
  const url = fileUrl(conversationId, messageId)
  const bytes = content.byteLength
  return await addMessage(context, conversationId, {
    messageId,
    author: { role: 'customer' },
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
  })
}

export async function readFile(
  { database }: HubContext,
  conversationId: string,
  fileId: string,
): Promise<KeptFile> {
  const [row] = await database.query(
    'SELECT name, media_type, content FROM files WHERE id::text = $1 AND conversation_id = $2::uuid',
    [fileId, conversationId],
  )
  if (!(row?.content instanceof Uint8Array)) {
    throw new ConversationError('not-found', 'The conversation has no file with this id.')
  }
  return { fileId, name: String(row.name), mediaType: String(row.media_type), content: row.content }
}

/** Where the HTTP face serves a file; relative, so that it holds behind any address. */
function fileUrl(conversationId: string, fileId: string): string {
  return `/v1/conversations/${conversationId}/files/${fileId}`
}

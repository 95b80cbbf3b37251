import { ConversationError, type PlatformSession, withDeadline } from '@conversation-hub/core'
import { fittingName } from '../files/file-name'
import { openFileId, type PlatformFileAddress } from '../files/platform-file'
import type { KeptFile } from '../requests-and-answers'
import type { HubContext } from './hub-context'
import { readRow } from './reading'

type Found = Omit<KeptFile, 'fileId'>

/**
 * Reads files: those that customers sent, and those of platforms that only the connector can fetch. A file that is
 * asked for while it is being read is read only once: a page may ask a hundred times at once, and each would take
 * memory, or a call.
 */
export function createFileReader(context: HubContext) {
  const underWay = new Map<string, Promise<Found>>()

  return async function readFile(conversationId: string, fileId: string): Promise<KeptFile> {
    const platformFile = openFileId(context.cipher, conversationId, fileId)
    // A platform's file has a different id each time, so its address identifies it.
    const key = JSON.stringify([conversationId, platformFile ?? fileId])
    let reading = underWay.get(key)
    if (!reading) {
      const read = platformFile
        ? fetchFromPlatform(context, conversationId, platformFile)
        : readKept(context, conversationId, fileId)
      reading = read.finally(() => underWay.delete(key))
      underWay.set(key, reading)
    }
    return { fileId, ...(await reading) }
  }
}

async function readKept({ database }: HubContext, conversationId: string, fileId: string): Promise<Found> {
  const [row] = await database.query(
    'SELECT name, media_type, content FROM files WHERE id::text = $1 AND conversation_id = $2::uuid',
    [fileId, conversationId],
  )
  if (!(row?.content instanceof Uint8Array)) {
    throw new ConversationError('not-found', 'The conversation has no file with this id.')
  }
  return { name: String(row.name), mediaType: String(row.media_type), content: row.content }
}

/** Fetches a file that the platform keeps, with the session in which it was shown. */
async function fetchFromPlatform(
  context: HubContext,
  conversationId: string,
  { url, name, mediaType, sessionNumber }: PlatformFileAddress,
): Promise<Found> {
  const { managedBy = '', session: sealed, ...row } = await readRow(context, conversationId)
  const connector = context.platforms.get(managedBy)
  const read = connector?.readAttachment?.bind(connector)
  if (!read || sealed === undefined || row.sessionNumber !== sessionNumber) {
    throw new ConversationError(
      'not-found',
      'The platform that showed this file does not manage the conversation any more, so it cannot be fetched.',
    )
  }
  const session: PlatformSession = JSON.parse(context.cipher.open(sealed, conversationId))
  const fetched = await withDeadline((call) => read(url, session, call))
  return { name: fittingName(name), mediaType: fetched.mediaType || mediaType, content: fetched.content }
}

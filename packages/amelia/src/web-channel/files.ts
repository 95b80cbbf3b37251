import { ConversationError, type OutgoingAttachment, type PlatformFile } from '@conversation-hub/core'
import { z } from 'zod'
import { expectSuccess } from '../errors'
import { readReply } from '../json'
import { filePlaceOf } from '../message/file'
import { mediaTypeOf } from '../message/media-type'
import type { WebApi } from './web-api'
import type { WebSession } from './web-session'

/** The largest file that is sent or fetched, in bytes. Amelia names no limit. */
export const MAX_FILE_BYTES = 10_485_760

const FILE_MS = 14_000

const uploadedSchema = z.object({ cmMetadataId: z.string().min(1) })

/** Puts a file into Amelia's content store; its id is then told over STOMP. */
export async function upload(
  api: WebApi,
  session: WebSession,
  file: OutgoingAttachment,
  signal: AbortSignal,
): Promise<string> {
  const doing = 'Sending the file'
  const body = new FormData()
  const content = new Blob([new Uint8Array(await file.read())], { type: file.mediaType })
  body.append('file', content, file.name)
  body.append('conversationId', session.conversationId)
  body.append('unsolicited', 'true')
  const call = { method: 'POST', path: 'cm/upload', body, milliseconds: FILE_MS, signal, doing } as const
  const reply = expectSuccess(await api(session, call), doing)
  // A failure is told in words, by the text "Error".
  if (reply.text.trim() === 'Error')
    throw new ConversationError('platform-refused', 'Amelia does not take the file.')
  return readReply(uploadedSchema, reply, { doing, outcome: 'not-started' }).cmMetadataId
}

/** Fetches a file that Amelia has shown. */
export async function download(
  api: WebApi,
  session: WebSession,
  url: string,
  signal: AbortSignal,
): Promise<PlatformFile> {
  const doing = 'Fetching the file'
  const place = filePlaceOf(url)
  if (!place)
    throw new ConversationError('not-found', 'This is not the address of a file that Amelia has shown.')
  const body = new FormData()
  const { conversationId, sessionId } = session
  for (const [name, value] of Object.entries({ conversationId, sessionId, ...place }))
    body.append(name, value)
  const limits = { maxAnswerBytes: MAX_FILE_BYTES, milliseconds: FILE_MS, signal }
  const call = { method: 'POST', path: 'cm/download/', accept: '*/*', body, doing, ...limits } as const
  const reply = expectSuccess(await api(session, call), doing)
  const byName = mediaTypeOf(place.fileName)
  const [mediaType = ''] = reply.contentType.split(';')
  const isMeantOtherwise = mediaType.includes('html') && !mayBePage.has(byName)
  // Some servers call anything HTML: a page begins with a tag, if it is not empty.
  if (isMeantOtherwise && /^\s*(<|$)/.test(reply.text)) {
    throw new ConversationError(
      'platform-reply-invalid',
      `${doing} failed: Amelia answered a web page in its place, as a login page or a proxy does.`,
    )
  }
  return { mediaType: (!isMeantOtherwise && mediaType.trim()) || byName, content: reply.bytes }
}

/** Files whose name does not say that they are something else than a web page. */
const mayBePage = new Set(['text/html', 'application/octet-stream'])

import { randomUUID } from 'node:crypto'
import { ameliaText } from '../message/say'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { receipt } from '../script/kinds'
import { tell } from '../script/scene'
import { type WebchatApp, webchatApp } from './env'
import { userOf } from './visitor'

/** Files to and from the content store, and words read aloud. */
export function contentRoutes({ world, stage }: AmeliaParts): WebchatApp {
  const isOwn = (conversationId: unknown, userId: string): conversationId is string =>
    typeof conversationId === 'string' && world.conversations.get(conversationId)?.owner === userId

  return webchatApp()
    .post('/cm/upload', async (context) => {
      const { userId } = userOf(context)
      const { file, conversationId, unsolicited } = await context.req.parseBody()
      // A failure is told in words, not by a status.
      if (!(file instanceof File) || !isOwn(conversationId, userId)) return context.text('Error')
      const uploadId = randomUUID()
      const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
      world.uploads.set(uploadId, {
        uploadId,
        conversationId,
        filename: file.name,
        mediaType: file.type,
        base64,
      })
      // What was asked for goes on at once; the rest waits for InboundUnsolicitedUploadMessage.
      if (unsolicited === 'true') return context.json({ cmMetadataId: uploadId })
      stage.tellNow(conversationId, [tell(ameliaText(`Thank you for ${file.name}.`))])
      return context.json({})
    })
    .on('POST', ['/cm/download', '/cm/download/'], async (context) => {
      const { userId } = userOf(context)
      const accept = context.req.header('accept') ?? '*/*'
      if (!/\*\/\*|text\/(\*|plain)/.test(accept)) throw new Refusal(406, 'A file is not what is accepted')
      const { conversationId, bucketName, fileName } = await context.req.parseBody()
      if (!isOwn(conversationId, userId)) throw new Refusal(403, 'Not your conversation')
      if (bucketName !== receipt.bucketName || fileName !== receipt.filename)
        throw new Refusal(404, 'No such file')
      return context.body(receipt.text, 200, { 'content-type': 'text/plain' })
    })
    .post('/speech/generate', (context) => {
      userOf(context)
      return context.json({ audio: Buffer.from('RIFF').toString('base64') })
    })
}

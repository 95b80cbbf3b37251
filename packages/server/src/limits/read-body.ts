import type { IncomingMessage } from 'node:http'
import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'

const MEBIBYTE = 1_024 * 1_024

/** The largest bodies, in bytes. */
export const MAX_JSON_BYTES = MEBIBYTE
export const MAX_WEBHOOK_BYTES = 2 * MEBIBYTE
export const MAX_FILE_BYTES = 25 * MEBIBYTE
/** What multipart wraps around a file: boundaries, part headers, the text. */
const MAX_WRAPPING_BYTES = MEBIBYTE

export const readJsonBody = readBody(MAX_JSON_BYTES)
export const readWebhookBody = readBody(MAX_WEBHOOK_BYTES)
export const readFormBody = readBody(MAX_FILE_BYTES + MAX_WRAPPING_BYTES)

/**
 * Reads the body from node's own stream and counts while it comes, so that a body without a length is cut off
 * too. Leaves it at `incoming.rawBody`, where hono's node server takes a body that was read before it.
 */
function readBody(limit: number): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const { incoming } = c.env
    if (!('rawBody' in incoming)) Object.assign(incoming, { rawBody: await collect(incoming, limit) })
    await next()
  }
}

function collect(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  if (incoming.readableDidRead) {
    throw new ConversationError(
      'settings-invalid',
      'The body was read before it came here. Mount the hub’s handler in front of any body parser.',
    )
  }
  if (Number(incoming.headers['content-length']) > limit) throw tooLarge(limit)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const stopListening = () => {
      incoming.off('data', take).off('end', finish).off('error', giveUp).off('close', giveUp)
    }
    const take = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limit) return void chunks.push(chunk)
      stopListening()
      incoming.pause()
      reject(tooLarge(limit))
    }
    const finish = () => {
      stopListening()
      resolve(Buffer.concat(chunks))
    }
    const giveUp = () => {
      stopListening()
      reject(cutOff())
    }
    incoming.on('data', take).on('end', finish).on('error', giveUp).on('close', giveUp)
  })
}

function tooLarge(limit: number): ConversationError {
  return new ConversationError('message-too-large', `The body is larger than ${limit} bytes.`)
}

function cutOff(): ConversationError {
  return new ConversationError('invalid-request', 'The connection was closed before the body had arrived.')
}

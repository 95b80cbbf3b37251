import type { IncomingMessage } from 'node:http'
import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'

const MEBIBYTE = 1_024 * 1_024

/** The largest bodies, in bytes. */
const MAX_JSON_BYTES = MEBIBYTE
const MAX_WEBHOOK_BYTES = 2 * MEBIBYTE
export const MAX_FILE_BYTES = 25 * MEBIBYTE
/** What multipart wraps around a file: boundaries, part headers, the text. */
const MAX_WRAPPING_BYTES = MEBIBYTE

/** What the bodies of one kind may take of this process' memory together, in bytes. */
const BUDGET_BYTES = 256 * MEBIBYTE
const messageBudget = { left: BUDGET_BYTES }
const fileBudget = { left: BUDGET_BYTES }

/** Nothing counts as an empty object: many clients name JSON as the type of a body that they do not send. */
export const readJsonBody = readBody(MAX_JSON_BYTES, messageBudget, Buffer.from('{}'))
export const readWebhookBody = readBody(MAX_WEBHOOK_BYTES, messageBudget)
export const readFormBody = readBody(MAX_FILE_BYTES + MAX_WRAPPING_BYTES, fileBudget)

/**
 * Reads the body from node's own stream and counts while it comes, so that a body without a length is cut off
 * too, and so that a thousand slow uploads do not fill the memory. Leaves it at `incoming.rawBody`, where
 * hono's node server takes a body that was read before it.
 */
function readBody(
  limit: number,
  budget: { left: number },
  instead: Buffer = Buffer.alloc(0),
): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const { incoming } = c.env
    if ('rawBody' in incoming) return next()
    let held = 0
    const hold = (bytes: number) => {
      held += bytes
      budget.left -= bytes
      if (held > limit) throw tooLarge(limit)
      if (budget.left < 0) throw tooMuchAtOnce()
    }
    try {
      const collected = await collect(incoming, limit, hold)
      const isNothing = collected.length === 0 && incoming.headers['content-type'] !== undefined
      Object.assign(incoming, { rawBody: isNothing ? instead : collected })
      await next()
    } finally {
      budget.left += held
    }
  }
}

function collect(incoming: IncomingMessage, limit: number, hold: (bytes: number) => void): Promise<Buffer> {
  if (incoming.readableDidRead) {
    throw new ConversationError(
      'settings-invalid',
      'The body was read before it came here. Mount the hub’s handler in front of any body parser.',
    )
  }
  if (Number(incoming.headers['content-length']) > limit) throw tooLarge(limit)
  // The client went while its token was looked at: nothing more is told of this stream.
  if (incoming.destroyed) throw cutOff()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const stopListening = () => {
      incoming.off('data', take).off('end', finish).off('error', giveUp).off('close', giveUp)
    }
    const take = (chunk: Buffer) => {
      try {
        hold(chunk.length)
        chunks.push(chunk)
      } catch (refused) {
        stopListening()
        incoming.pause()
        reject(refused)
      }
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

function tooMuchAtOnce(): ConversationError {
  return new ConversationError('rate-limited', 'This server is taking in as much as it can hold.', {
    retryAfterMs: 1_000,
  })
}

function cutOff(): ConversationError {
  return new ConversationError('invalid-request', 'The connection was closed before the body had arrived.')
}

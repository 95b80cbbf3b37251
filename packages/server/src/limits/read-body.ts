import type { IncomingMessage } from 'node:http'
import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubContext, HubEnv } from '../http/env'
import { addressBlock } from './address-block'
import { type BodyBudget, createBodyBudget } from './body-budget'
import { createGrowingBuffer } from './growing-buffer'
import { visitorAddress } from './visitor-address'

const MEBIBYTE = 1_024 * 1_024

/** The largest bodies, in bytes. */
const MAX_JSON_BYTES = MEBIBYTE
const MAX_WEBHOOK_BYTES = 2 * MEBIBYTE
export const MAX_FILE_BYTES = 25 * MEBIBYTE
/** What multipart wraps around a file: boundaries, part headers, the text. */
const MAX_WRAPPING_BYTES = MEBIBYTE

/**
 * How much of this process's memory bodies may take together, in bytes. Each kind of caller has a budget of its own, so
 * that strangers take nothing from those who have the key; and of the strangers' budgets, one address gets only a part.
 */
const budgets = {
  app: createBodyBudget(64 * MEBIBYTE, 1),
  session: createBodyBudget(96 * MEBIBYTE, 1 / 4),
  visitor: createBodyBudget(48 * MEBIBYTE, 1 / 4),
}
const webhookBudget = createBodyBudget(48 * MEBIBYTE, 1 / 4)
const fileBudgets = {
  app: createBodyBudget(128 * MEBIBYTE, 1),
  session: createBodyBudget(256 * MEBIBYTE, 1 / 2),
  // None comes so far.
  visitor: createBodyBudget(0, 1),
}

/** No body counts as an empty object: many clients name JSON as the type of a body that they do not send. */
export const readJsonBody = readBody(MAX_JSON_BYTES, (c) => budgets[c.get('caller').kind], Buffer.from('{}'))
export const readWebhookBody = readBody(MAX_WEBHOOK_BYTES, () => webhookBudget)
export const readFormBody = readBody(
  MAX_FILE_BYTES + MAX_WRAPPING_BYTES,
  (c) => fileBudgets[c.get('caller').kind],
)

/**
 * Reads the body from Node's own stream and counts while it comes, so that a body without a length is bounded, too, and a
 * thousand slow uploads do not fill the memory. Puts it into `incoming.rawBody`, where Hono's Node server looks for a
 * body that has already been read.
 */
function readBody(
  limit: number,
  budgetOf: (c: HubContext) => BodyBudget,
  instead: Buffer = Buffer.alloc(0),
): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const { incoming } = c.env
    if ('rawBody' in incoming) return next()
    const address = visitorAddress(incoming)
    const share = budgetOf(c).open(address && addressBlock(address))
    try {
      const collected = await collect(incoming, limit, share.hold)
      const isNothing = collected.length === 0 && incoming.headers['content-type'] !== undefined
      Object.assign(incoming, { rawBody: isNothing ? instead : collected })
      await next()
    } finally {
      share.close()
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
    const collected = createGrowingBuffer()
    const stopListening = () => {
      incoming.off('data', take).off('end', finish).off('error', giveUp).off('close', giveUp)
    }
    const take = (chunk: Buffer) => {
      try {
        if (collected.length() + chunk.length > limit) throw tooLarge(limit)
        hold(chunk.length)
        collected.add(chunk)
      } catch (refused) {
        stopListening()
        incoming.pause()
        reject(refused)
      }
    }
    const finish = () => {
      stopListening()
      resolve(collected.content())
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

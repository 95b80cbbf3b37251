import { ConversationError } from '@conversation-hub/core'
import { Agent, type Dispatcher } from 'undici'
import { cannotReach } from './errors'
import type { ResolvedSettings } from './settings'

const SECOND = 1_000

interface ApiCall {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly form?: URLSearchParams
  /** What fails when this fails, as the beginning of a sentence: `Sending a message`. */
  readonly doing: string
  /** The largest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number
  /** Without our credentials: another host is asked. */
  readonly anonymous?: boolean
  readonly signal: AbortSignal
}

export interface ApiReply {
  readonly status: number
  readonly mediaType: string
  readonly retryAfter: string | undefined
  readonly location: string | undefined
  readonly bytes: Uint8Array
}

/** One exchange with Twilio, whatever the status. Throws `ConversationError` only. */
export type Exchange = (call: ApiCall) => Promise<ApiReply>

/** The HTTP side of one adapter: its connections are kept open between calls. */
export function createExchange({ accountSid, authToken }: ResolvedSettings): Exchange {
  const dispatcher = new Agent({
    connect: { timeout: 5 * SECOND },
    keepAliveTimeout: 20 * SECOND,
    headersTimeout: 10 * SECOND,
    bodyTimeout: 10 * SECOND,
  })
  return async ({ method, url, form, doing, maxAnswerBytes = 1_048_576, anonymous = false, signal }) => {
    const hasEffect = method === 'POST'
    const basic = Buffer.from(`${accountSid}:${await authToken()}`).toString('base64')
    try {
      const { statusCode, headers, body } = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers: {
          accept: 'application/json',
          ...(!anonymous && { authorization: `Basic ${basic}` }),
          ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: form?.toString() ?? null,
        signal,
      })
      return {
        status: statusCode,
        mediaType: first(headers['content-type'])?.split(';')[0]?.trim().toLowerCase() ?? '',
        retryAfter: first(headers['retry-after']),
        location: first(headers.location),
        bytes: await readAtMost(maxAnswerBytes, body, { doing, hasEffect }),
      }
    } catch (thrown) {
      throw cannotReach(thrown, { doing, hasEffect })
    }
  }
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

async function readAtMost(
  most: number,
  body: Dispatcher.ResponseData['body'],
  { doing, hasEffect }: { doing: string; hasEffect: boolean },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.byteLength
    if (size > most) {
      throw new ConversationError(
        'platform-reply-invalid',
        `${doing} was answered with more than ${most} bytes.`,
        {
          outcome: hasEffect ? 'unknown' : 'not-started',
        },
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

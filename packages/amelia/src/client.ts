import { withDeadline } from '@conversation-hub/core'
import axios from 'axios'
import { connectingAgents } from './connecting-agents'
import { cannotReach } from './errors'

/** The largest answer that is read, in bytes. */
const MAX_ANSWER_BYTES = 1_048_576

/** How long one call may take, in milliseconds, unless the call says otherwise. */
const CALL_MS = 10_000

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the answer may be. Default `application/json`. */
  readonly accept?: string
  /** An object is sent as JSON, parameters and form data as a form. */
  readonly body?: object | URLSearchParams | FormData
  /** The largest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number
  readonly milliseconds?: number
  readonly signal?: AbortSignal | undefined
  /** What fails when this fails, for example `Sending the message`. */
  readonly doing: string
}

export interface HttpReply {
  readonly status: number
  readonly contentType: string
  readonly retryAfter: string | undefined
  readonly sessionAuth: string | undefined
  readonly setCookies: ReadonlyArray<string>
  readonly bytes: Uint8Array
  readonly text: string
}

/** One exchange over HTTP, whatever the status. */
export type Exchange = (request: HttpRequest) => Promise<HttpReply>

/**
 * The HTTP side of one connector. Throws `ConversationError` only; axios' own errors hold headers and bodies
 * and stay here.
 */
export function createExchange(): Exchange {
  const http = axios.create({
    ...connectingAgents(),
    // A redirect means a login page or a proxy, never the gateway.
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: 'arraybuffer',
    validateStatus: () => true,
  })
  return async ({ maxAnswerBytes = MAX_ANSWER_BYTES, milliseconds = CALL_MS, ...request }) => {
    const { method, url, headers, accept = 'application/json', body, signal, doing } = request
    const call = (deadline: AbortSignal) =>
      http
        .request<unknown>({
          method,
          url,
          headers: { Accept: accept, ...headers },
          ...(body !== undefined && { data: body }),
          maxContentLength: maxAnswerBytes,
          signal: deadline,
        })
        .catch((thrown: unknown) => {
          throw cannotReach(thrown, doing, maxAnswerBytes)
        })
    const reply = await withDeadline((context) => call(context.signal), {
      milliseconds,
      ...(signal && { signal }),
    })
    const header = (name: string): string | undefined => {
      const value: unknown = reply.headers[name]
      return typeof value === 'string' ? value : undefined
    }
    const bytes = reply.data instanceof Uint8Array ? reply.data : new Uint8Array()
    return {
      status: reply.status,
      contentType: header('content-type') ?? '',
      retryAfter: header('retry-after'),
      sessionAuth: header('x-amelia-session-auth'),
      setCookies: reply.headers['set-cookie'] ?? [],
      bytes,
      text: new TextDecoder().decode(bytes),
    }
  }
}

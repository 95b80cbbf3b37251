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
  /** An object is sent as JSON, parameters as a form. */
  readonly body?: object | URLSearchParams
  readonly milliseconds?: number
  readonly signal?: AbortSignal | undefined
  /** What fails when this fails, for example `Sending the message`. */
  readonly doing: string
}

export interface HttpReply {
  readonly status: number
  readonly contentType: string
  readonly retryAfter: string | undefined
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
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: MAX_ANSWER_BYTES,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  })
  return async ({ method, url, headers, body, milliseconds = CALL_MS, signal, doing }) => {
    const call = (deadline: AbortSignal) =>
      http
        .request<unknown>({
          method,
          url,
          headers: { Accept: 'application/json', ...headers },
          ...(body !== undefined && { data: body }),
          signal: deadline,
        })
        .catch((thrown: unknown) => {
          throw cannotReach(thrown, doing)
        })
    const reply = await withDeadline((context) => call(context.signal), {
      milliseconds,
      ...(signal && { signal }),
    })
    const header = (name: string) => {
      const value: unknown = reply.headers[name]
      return typeof value === 'string' ? value : undefined
    }
    return {
      status: reply.status,
      contentType: header('content-type') ?? '',
      retryAfter: header('retry-after'),
      text: typeof reply.data === 'string' ? reply.data : '',
    }
  }
}

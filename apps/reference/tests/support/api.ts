import { conversationSchema, transcriptSchema } from '@conversation-hub/core'
import { z } from 'zod'

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

export interface CallOptions {
  readonly method?: string
  /** Default: the API key. `null` sends none. */
  readonly token?: string | null
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** The HTTP face, as an app server calls it. */
export function apiOf({ url, apiKey }: { url: string; apiKey: string }) {
  const call = async (path: string, options: CallOptions = {}): Promise<Answer> => {
    const { body, token = apiKey, method = body === undefined ? 'GET' : 'POST', headers } = options
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers }
  }
  return {
    key: apiKey,
    call,
    /** The conversations of one customer, as the server tells them. */
    async conversationsOf(customerIdentifier: string) {
      const { body } = await call(`/v1/conversations?${new URLSearchParams({ customerIdentifier })}`)
      return z.object({ conversations: z.array(conversationSchema) }).parse(body).conversations
    },
    async transcript(conversationId: string) {
      const { body } = await call(`/v1/conversations/${conversationId}/transcript`)
      return transcriptSchema.parse(body).messages
    },
  }
}

export type Api = ReturnType<typeof apiOf>

const problemSchema = z.object({ code: z.string(), detail: z.string(), status: z.number() })

/** The body of a refusal; fails where it is not a problem document. */
export function problemIn({ body }: Answer) {
  return problemSchema.parse(body)
}

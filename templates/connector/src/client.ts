import type { z } from 'zod'
import { cannotReach, notTheProtocol, refused } from './errors'
import type { ResolvedSettings } from './settings'

export interface Call<Answer> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/v1/`. */
  readonly path: string
  readonly body?: object
  /** What the platform's answer looks like. Nothing else is believed: a proxy says 200 to everything, in JSON too. */
  readonly answer: z.ZodType<Answer>
  /** What fails when this fails, as the beginning of a sentence: `Sending the message`. */
  readonly doing: string
  /** Aborted at the deadline of the call. Whoever drives the connector sets the deadline; we only heed it. */
  readonly signal: AbortSignal
}

/** One call of the platform; gives the body of its answer. Throws `ConversationError` only. */
export type Client = <Answer>(call: Call<Answer>) => Promise<Answer>

/** The only place that speaks HTTP. It never tries again: the driver does, and knows when a repeat is harmless. */
export function createClient({ url, apiKey }: ResolvedSettings): Client {
  return async ({ method, path, body, answer, doing, signal }) => {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${await apiKey()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      // A redirect means a login page or a proxy, never the platform.
      redirect: 'manual',
      signal,
      ...(body && { body: JSON.stringify(body) }),
    } satisfies RequestInit
    try {
      const response = await fetch(`${url}/v1/${path}`, request)
      const text = await response.text()
      if (!response.ok) throw refused(response.status, response.headers.get('retry-after'), doing)
      const parsed = answer.safeParse(parseJson(text))
      if (!parsed.success) throw notTheProtocol(doing)
      return parsed.data
    } catch (thrown) {
      // What `fetch` throws may hold an address or a header. It ends here, and only its short code goes on.
      throw cannotReach(thrown, doing, signal.aborted)
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { Agent, request } from 'undici'
import { API_KEY } from '../server/orders'

const agent = new Agent({ connect: { timeout: 5_000 }, bodyTimeout: 0, connections: 256 })

export interface HubAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** One call to a hub's server with the API key. `undefined`: there was no answer, and nobody knows. */
export async function callHub(
  url: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<HubAnswer | undefined> {
  try {
    const response = await request(`${url}${path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      headersTimeout: 30_000,
    })
    const answered: unknown = JSON.parse(await response.body.text())
    const isObject = typeof answered === 'object' && answered !== null
    return { status: response.statusCode, body: isObject ? Object.fromEntries(Object.entries(answered)) : {} }
  } catch {
    return undefined
  }
}

/** Opens a conversation's event stream after an event. `undefined`: nobody answers now. */
export async function openEvents(url: string, conversationId: string, after: string, signal: AbortSignal) {
  try {
    const response = await request(`${url}/v1/conversations/${conversationId}/events`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${API_KEY}`, 'last-event-id': after },
      signal,
    })
    if (response.statusCode === 200) return response.body
    await response.body.dump()
    return undefined
  } catch {
    return undefined
  }
}

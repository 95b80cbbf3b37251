import { Agent, request } from 'undici'
import { API_KEY } from '../server/orders'

const agent = new Agent({ connect: { timeout: 5_000 }, connections: 256 })
/** Every event stream has a connection of its own, for as long as it is open: calls never wait for one. */
const streams = new Agent({ connect: { timeout: 5_000 }, bodyTimeout: 0 })

export interface HubAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

type Headers = Readonly<Record<string, string>>

/** One call to a hub's server with the API key. `undefined`: there was no answer, and nobody knows. */
export function callHub(
  url: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
  headers: Headers = {},
): Promise<HubAnswer | undefined> {
  const withKey = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers }
  return post(`${url}${path}`, JSON.stringify(body), withKey)
}

/** The same with a form, and without the key: what carriers do. */
export function callForm(
  url: string,
  path: string,
  fields: URLSearchParams,
  headers: Headers,
): Promise<HubAnswer | undefined> {
  const asForm = { 'content-type': 'application/x-www-form-urlencoded', ...headers }
  return post(`${url}${path}`, fields.toString(), asForm)
}

async function post(address: string, body: string, headers: Headers): Promise<HubAnswer | undefined> {
  try {
    const response = await request(address, {
      dispatcher: agent,
      method: 'POST',
      headers,
      body,
      headersTimeout: 30_000,
    })
    return { status: response.statusCode, body: objectIn(await response.body.text()) }
  } catch {
    return undefined
  }
}

/** Reads something from a hub with the API key. */
export async function readHub(url: string, path: string): Promise<HubAnswer['body']> {
  const headers = { authorization: `Bearer ${API_KEY}` }
  const response = await request(`${url}${path}`, { dispatcher: agent, headers, headersTimeout: 30_000 })
  return objectIn(await response.body.text())
}

/** Carriers are answered in other formats. */
function objectIn(text: string): HubAnswer['body'] {
  if (!text.startsWith('{')) return {}
  const answered: unknown = JSON.parse(text)
  return typeof answered === 'object' && answered !== null ? Object.fromEntries(Object.entries(answered)) : {}
}

/** Opens a conversation's event stream after an event: its body, or the status that it was refused with. `undefined`: no answer. */
export async function openEvents(url: string, conversationId: string, after: string, signal: AbortSignal) {
  try {
    const response = await request(`${url}/v1/conversations/${conversationId}/events`, {
      dispatcher: streams,
      headers: { authorization: `Bearer ${API_KEY}`, 'last-event-id': after },
      signal,
    })
    if (response.statusCode === 200) return response.body
    await response.body.dump()
    return response.statusCode
  } catch {
    return undefined
  }
}

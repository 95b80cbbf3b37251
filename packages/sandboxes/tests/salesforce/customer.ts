import { randomUUID } from 'node:crypto'
import { type SalesforceSandbox, salesforceSandboxCredentials } from '../../src'
import { openStream } from './event-source'

const API = '/iamessage/api/v2'
const { orgId, deployment } = salesforceSandboxCredentials

interface Said {
  readonly id?: string
  readonly isNewMessagingSession?: boolean
  readonly routingAttributes?: Record<string, string>
  readonly language?: string
}

/** An Enhanced Chat client as small as one can be: plain fetch, no repair, no retry. */
export async function customer({ url }: Pick<SalesforceSandbox, 'url'>, token?: string) {
  const accessToken = token ?? (await guestToken(url)).accessToken
  const authorization = `Bearer ${accessToken}`

  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${url}${API}${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  return {
    accessToken,
    call,
    create: (conversationId: string = randomUUID(), more: object = {}) =>
      call('POST', '/conversation', { conversationId, esDeveloperName: deployment, ...more }),
    say: (conversationId: string, text: string, { id = randomUUID(), ...more }: Said = {}) =>
      call('POST', `/conversation/${conversationId}/message`, {
        message: { id, messageType: 'StaticContentMessage', staticContent: { formatType: 'Text', text } },
        esDeveloperName: deployment,
        ...more,
      }),
    end: (conversationId: string, what: '/session' | '' = '/session') =>
      call('DELETE', `/conversation/${conversationId}${what}?esDeveloperName=${deployment}`),
    entries: async (conversationId: string, query = '') => {
      const answer = await call('GET', `/conversation/${conversationId}/entries${query}`)
      return (await answer.json()).conversationEntries
    },
    stream: (lastEventId = '0', orgHeader = orgId.slice(0, 15)) =>
      openStream(`${url}/eventrouter/v1/sse`, {
        authorization,
        'x-org-id': orgHeader,
        'last-event-id': lastEventId,
      }),
  }
}

export async function guestToken(url: string, more: object = {}) {
  const answer = await askForToken(url, more)
  if (!answer.ok) throw new Error(`The sandbox gave no token: ${answer.status}`)
  return answer.json()
}

export function askForToken(url: string, more: object = {}, kind = 'unauthenticated') {
  return fetch(`${url}${API}/authorization/${kind}/access-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      orgId,
      esDeveloperName: deployment,
      capabilitiesVersion: '1',
      platform: 'Web',
      ...more,
    }),
  })
}

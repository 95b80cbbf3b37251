import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { Connection } from 'jsforce'
import { onTestFinished } from 'vitest'
import { type SalesforceSandbox, salesforceSandboxCredentials } from '../../src'

const { clientId, clientSecret, orgId, byocChannel, byocAddress, byocEvent } = salesforceSandboxCredentials
const { AuthFailure, Replay } = createRequire(import.meta.url)(
  'jsforce/lib/api/streaming.js',
).StreamingExtension
const CHANNEL = `/event/${byocEvent}`

/** A BYOC partner: the Interaction Service by plain fetch, the platform event by jsforce. */
export async function partner(sandbox: SalesforceSandbox) {
  const connection = new Connection({
    version: '66.0',
    oauth2: { clientId, clientSecret, loginUrl: sandbox.url },
  })
  await connection.authorize({ grant_type: 'client_credentials' })
  const headers = (more: Record<string, string> = {}) => ({
    authorization: `Bearer ${connection.accessToken}`,
    orgid: orgId,
    authorizationcontext: byocChannel,
    requestid: randomUUID(),
    ...more,
  })

  const call = (method: string, path: string, body: unknown, more: Record<string, string> = {}) =>
    fetch(`${sandbox.url}/api/v1${path}`, {
      method,
      headers: headers({ 'content-type': 'application/json', ...more }),
      body: JSON.stringify(body),
    })
  const interact = (from: string, interaction: object, file?: File) => {
    const form = new FormData()
    const json = JSON.stringify({ to: byocAddress, from, interactions: [interaction] })
    form.append('json', new Blob([json], { type: 'application/json' }))
    if (file !== undefined) form.append('attachments', file)
    return fetch(`${sandbox.url}/api/v1/interactions`, { method: 'POST', headers: headers(), body: form })
  }

  return {
    call,
    interact,
    create: (subject: string, more: object = {}) =>
      call('POST', '/conversation', {
        channelAddressIdentifier: byocAddress,
        participants: [{ subject, role: 'EndUser', appType: 'custom' }],
        ...more,
      }),
    say: (from: string, text: string, id: string = randomUUID(), messageId = id) =>
      interact(from, {
        interactionType: 'EntryInteraction',
        timestamp: Date.now(),
        payload: {
          id,
          entryType: 'Message',
          abstractMessage: {
            id: messageId,
            messageType: 'StaticContentMessage',
            staticContent: { formatType: 'Text', text },
          },
        },
      }),
    /** Listens to the platform event; collects what was said in it, every replay id, and what the partner is asked to route. */
    listen: async (replayId: number) => {
      const heard: Array<{ replayId: number; entryType: string; text: string | undefined; raw: string }> = []
      const failures: unknown[] = []
      const routingRequests: unknown[] = []
      const client = connection.streaming.createClient([
        new AuthFailure((failure: unknown) => failures.push(failure)),
        new Replay(CHANNEL, replayId),
      ])
      // jsforce's type of the client leaves `disconnect` out.
      onTestFinished(() => {
        if ('disconnect' in client && typeof client.disconnect === 'function') client.disconnect()
      })
      const subscription = client.subscribe(CHANNEL, (message: PlatformEvent) => {
        const raw = message.payload.Payload__c
        const interaction = JSON.parse(raw)
        if (message.payload.EventType__c === 'RoutingRequested') return void routingRequests.push(interaction)
        const entry = interaction.payload ?? interaction
        const text = entry.entryPayload.abstractMessage?.staticContent?.text
        heard.push({ replayId: message.event.replayId, entryType: entry.entryType, text, raw })
      })
      return { heard, routingRequests, failures, subscription, client }
    },
  }
}

interface PlatformEvent {
  readonly payload: { readonly EventType__c: string; readonly Payload__c: string }
  readonly event: { readonly replayId: number }
}

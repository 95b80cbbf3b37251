import { createHmac } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { twilioSandboxCredentials } from './credentials'
import type { TwilioSwitches } from './switches'

const TIMEOUT_MS = 15_000

type Fields = Readonly<Record<string, string>>

/** The signature that Twilio sends with these fields: HMAC-SHA1 over the address and the sorted fields. */
function signatureOf(url: string, fields: Fields, authToken: string): string {
  let text = url
  for (const name of Object.keys(fields).sort()) text += `${name}${fields[name]}`
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64')
}

export interface WebhookPosts {
  /** Posts until it is answered 2xx or the tries are used up. Returns the last status; none without an answer. */
  post(url: string, fields: Fields): Promise<number | undefined>
  stop(): void
}

export function createWebhookPosts(switches: () => TwilioSwitches): WebhookPosts {
  const stopping = new AbortController()

  async function postOnce(url: string, fields: Fields): Promise<number | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'user-agent': 'TwilioProxy/1.1',
          'x-twilio-signature': signatureOf(url, fields, twilioSandboxCredentials.authToken),
        },
        body: new URLSearchParams(fields).toString(),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), stopping.signal]),
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return undefined
    }
  }

  return {
    async post(url, fields) {
      let status: number | undefined
      for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
        status = await postOnce(url, fields)
        const isKept = status !== undefined && status >= 200 && status < 300
        if (isKept || attempt >= switches().webhookTries) break
        await delay(switches().webhookTryEveryMilliseconds, undefined, { signal: stopping.signal }).catch(
          () => {},
        )
      }
      return status
    },
    stop: () => stopping.abort(),
  }
}

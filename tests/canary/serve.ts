import type { Hub } from '@conversation-hub/hub'
import { createServer } from '@conversation-hub/server'

type Call = Omit<RequestInit, 'body'> & { readonly body?: unknown }

/** Puts a hub on a server that logs into `shown`, where refused answers are written down beside the log. */
export async function serve(
  hub: Hub,
  { shown, ...secrets }: { readonly shown: unknown[]; readonly apiKey: string; readonly secretKey: string },
) {
  const log = (entry: unknown) => void shown.push(entry)
  const listening = await createServer({ hub, ...secrets, log }).listen({ port: 0 })
  return {
    shown,
    /** With a body it is a POST; a text goes as it is. */
    async call(path: string, { body, headers, ...init }: Call = {}) {
      const response = await fetch(`${listening.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${secrets.apiKey}`,
          'content-type': 'application/json',
          ...Object.fromEntries(new Headers(headers)),
        },
        ...init,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.status >= 400) {
        shown.push({ status: response.status, headers: [...response.headers], text })
      }
      return { status: response.status, text }
    },
    async close() {
      await listening.close()
      await hub.close()
    },
  }
}

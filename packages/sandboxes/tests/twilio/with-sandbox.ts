import { onTestFinished } from 'vitest'
import { startTwilioSandbox, type TwilioSandbox, type TwilioSandboxOptions } from '../../src'

export const customer = '+12025550123'
export const number = '+12025550100'

/** A sandbox for one test, without pauses on the way to a phone. */
export async function sandboxFor(options: TwilioSandboxOptions = {}): Promise<TwilioSandbox> {
  const sandbox = await startTwilioSandbox({ pace: 0, ...options })
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** Calls the API as an account does. Returns the status and the body. */
export function callerOf({ url, credentials }: TwilioSandbox, authToken: string = credentials.authToken) {
  const { accountSid } = credentials
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const messages = `${url}/2010-04-01/Accounts/${accountSid}/Messages.json`
  const read = async (response: Response) => {
    const body: Record<string, unknown> = JSON.parse(await response.text())
    return { status: response.status, body }
  }
  return {
    send: async (fields: Record<string, string> | string[][]) =>
      read(
        await fetch(messages, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(fields).toString(),
        }),
      ),
    list: async (query: string) => read(await fetch(`${messages}?${query}`, { headers: { authorization } })),
    get: async (path: string) => read(await fetch(`${url}${path}`, { headers: { authorization } })),
  }
}

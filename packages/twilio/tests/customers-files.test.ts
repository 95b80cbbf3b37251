import { startTwilioSandbox, type TwilioSandbox } from '@conversation-hub/sandboxes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adapterFor, freshPhone } from './support/phones'

let sandbox: TwilioSandbox
beforeAll(async () => {
  sandbox = await startTwilioSandbox({ pace: 1 })
})
afterAll(() => sandbox.close())

const patiently = () => ({ signal: AbortSignal.timeout(10_000) })

describe('a customer’s file', () => {
  it.each(['credentials', 'public'] as const)('is fetched (%s)', async (mediaAccess) => {
    sandbox.switches.set({ mediaAccess })
    const customer = freshPhone()
    // More than an answer of the API may have.
    const content = Buffer.alloc(1_200_000, 'photo')
    const [to = ''] = sandbox.numbers
    await sandbox.write({ from: customer, to, media: [{ mediaType: 'image/png', content }] })
    const [message] = sandbox.thread(customer)
    const url = `${sandbox.url}/2010-04-01/Accounts/${sandbox.credentials.accountSid}/Messages/${message?.sid}/Media/${message?.media[0]?.mediaSid}`
    const file = await adapterFor(sandbox).readMedia?.(url, patiently())
    expect(file?.mediaType).toBe('image/png')
    expect(content.equals(file?.content ?? new Uint8Array())).toBe(true)
  })

  it('is not fetched from elsewhere, where our credentials would be given away', async () => {
    await expect(
      adapterFor(sandbox).readMedia?.('https://files.example.com/1', patiently()),
    ).rejects.toMatchObject({ code: 'platform-refused' })
  })

  it('is not fetched from what is no address, in the message or in the redirect', async () => {
    const adapter = adapterFor(sandbox)
    const refused = { code: 'platform-refused' }
    await expect(adapter.readMedia?.('not an address', patiently())).rejects.toMatchObject(refused)
    sandbox.faults.add({ kind: 'answer', status: 307, headers: { location: 'https://' } })
    await expect(adapter.readMedia?.(`${sandbox.url}/1`, patiently())).rejects.toMatchObject(refused)
    const location = 'http://127.0.0.1:9/1'
    sandbox.faults.add({ kind: 'answer', status: 307, headers: { location } })
    await expect(adapter.readMedia?.(`${sandbox.url}/1`, patiently())).rejects.toMatchObject(refused)
  })
})

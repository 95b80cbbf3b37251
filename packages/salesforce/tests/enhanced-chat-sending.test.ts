import type { PlatformSession, SendCommand } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { type SalesforceEnhancedChatSettings, salesforceEnhancedChat } from '../src'
import { type Handler, json, loopback } from './loopback'

const orgId = '00DSB0000001Kqx'
const session = { conversationId: '6b3f5d6e-0000-4000-8000-000000000001', accessToken: 't', orgId }
const context = () => ({ signal: AbortSignal.timeout(30_000) })

const text = { type: 'text', text: 'hello' } as const
const file = {
  type: 'attachment',
  name: 'a.txt',
  mediaType: 'text/plain',
  bytes: 5,
  read: async () => new TextEncoder().encode('hello'),
} as const

function sendCommand(message: SendCommand['message']): SendCommand {
  const commandId = crypto.randomUUID()
  return { type: 'send', commandId, messageId: commandId, message }
}

async function connectorAt(handle: Handler, settings: Partial<SalesforceEnhancedChatSettings> = {}) {
  return salesforceEnhancedChat({ scrtUrl: await loopback(handle), orgId, deployment: 'Dep', ...settings })
}

describe.each([text, file])('what the customer sends ($type)', (message) => {
  it('is known by the id of its entry, where Salesforce gave another one', async () => {
    const answer = { conversationEntries: [{ id: 'e9' }] }
    const connector = await connectorAt((_request, response) => json(response, 202, answer))
    const command = sendCommand(message)
    const { session: kept } = await connector.send(command, session, context())
    expect(kept.entryIds).toEqual({ e9: command.commandId })
  })

  it('has arrived before, or has not, where it is refused as a conflict: the entries tell', async () => {
    const known = [sendCommand(message), sendCommand(message), sendCommand(message)]
    const [first, second, third] = known.map(({ commandId: id }) => id)
    // Under which id Salesforce keeps a message is not documented.
    const conversationEntries = [
      { identifier: first, entryPayload: {} },
      { identifier: 'e2', entryPayload: { id: second } },
      { identifier: 'e3', entryPayload: { abstractMessage: { id: third } } },
    ]
    const connector = await connectorAt(({ method }, response) =>
      method === 'POST' ? json(response, 409, {}) : json(response, 200, { conversationEntries }),
    )
    for (const command of known) await connector.send(command, session, context())
    await expect(connector.send(sendCommand(message), session, context())).rejects.toMatchObject({
      code: 'platform-unavailable',
      outcome: 'unknown',
    })
  })

  it('is refused where no new messaging session can be opened for it', async () => {
    const connector = await connectorAt((_request, response) => json(response, 417, {}))
    await expect(connector.send(sendCommand(message), session, context())).rejects.toMatchObject({
      code: 'platform-session-gone',
    })
  })

  it('counts among the messages of a minute', async () => {
    const limits = { messagesPerMinute: 1 }
    const connector = await connectorAt((_request, response) => json(response, 202, {}), { limits })
    await connector.send(sendCommand(message), session, context())
    await expect(connector.send(sendCommand(message), session, context())).rejects.toMatchObject({
      code: 'rate-limited',
      outcome: 'not-started',
    })
  })
})

it('a new messaging session is opened at the time that Salesforce’s clock says', async () => {
  const date = 'Mon, 23 Nov 2026 12:00:00 GMT'
  const connector = await connectorAt((_request, response, body) => {
    response.setHeader('date', date)
    json(response, JSON.parse(body).isNewMessagingSession ? 202 : 417, {})
  })
  const { session: kept } = await connector.send(sendCommand(text), session, context())
  expect(kept.reopenedAt).toBe(Date.parse(date))
})

it('what is given up before Salesforce is asked has not started', async () => {
  const connector = await connectorAt(() => {})
  const given = { signal: AbortSignal.abort() }
  await expect(connector.send(sendCommand(text), session, given)).rejects.toMatchObject({
    outcome: 'not-started',
  })
})

it('a file of more than 25 MiB is not fetched', async () => {
  const scrtUrl = await loopback((_request, response) => response.end(Buffer.alloc(25 * 1_048_576 + 1)))
  const connector = salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })
  const bytes = async () =>
    (await connector.readAttachment?.(`${scrtUrl}/file`, session, context()))?.content.byteLength
  await expect(bytes()).rejects.toMatchObject({ code: 'message-too-large' })
})

describe('a renewal', () => {
  const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`
  const renewed = async (before: PlatformSession, accessToken: string, subject: string) => {
    const answer = { accessToken, context: { endUser: { subject } }, lastEventId: '9' }
    const connector = await connectorAt((_request, response) => json(response, 200, answer))
    return connector.renew?.(before, context())
  }

  it('keeps whose access it is, and the place in the stream', async () => {
    const before = { ...session, accessToken: jwt({ sub: 's1' }), subject: 'customer', lastEventId: '1' }
    expect(await renewed(before, jwt({ sub: 's1', iat: 1 }), 'called otherwise')).toMatchObject({
      subject: 'customer',
      lastEventId: '1',
    })
  })

  it('that gives somebody else’s access ends the conversation', async () => {
    const before = { ...session, subject: 'customer' }
    await expect(renewed(before, 'opaque', 'somebody else')).rejects.toMatchObject({
      code: 'platform-session-gone',
    })
  })
})

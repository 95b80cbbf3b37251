import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { kinds, messages, opened, said } from './conversation-view'
import { customer, guestToken } from './customer'
import { sandbox } from './start'

async function conversationOn(started: Awaited<ReturnType<typeof sandbox>>) {
  const client = await customer(started)
  const conversationId = randomUUID()
  await client.create(conversationId)
  return { client, conversationId }
}

describe('the event stream', () => {
  it('wants the 15-character org id and a last event id', async () => {
    const started = await sandbox()
    const client = await customer(started)
    await expect(client.stream('0', `${started.credentials.orgId}EAI`)).rejects.toThrow(
      /^400 .*OrgId in the header and token must match/,
    )
    await expect(client.stream('')).rejects.toThrow(/^400 .*Last-Event-Id/)
  })

  it('begins with a ping that is the bare 0 and goes on pinging', async () => {
    const client = await customer(await sandbox({ switches: { pingMilliseconds: 10 } }))
    const stream = await client.stream()
    await stream.until((events) => events.length >= 3)
    expect(stream.events.slice(0, 3)).toEqual(Array(3).fill({ event: 'ping', id: undefined, data: '0' }))
  })

  it('replays what was missed after the last event id, and nothing of others', async () => {
    const started = await sandbox()
    const { client, conversationId } = await conversationOn(started)
    await conversationOn(started)
    const first = await client.stream()
    await first.until((events) => messages(events).length === 1)
    const lastEventId = opened(first.events).at(-1)?.id
    started.streams.cut(conversationId)
    await first.end()
    await client.say(conversationId, 'Anybody there?')
    const second = await client.stream(lastEventId)
    await second.until((events) => said(events).some((line) => line.startsWith('Chatbot: You said')))
    const ids = opened(second.events).map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((one, other) => one - other))
    expect(ids.every((id) => id > Number(lastEventId))).toBe(true)
    expect(new Set(opened(second.events).map((event) => event.conversationId))).toEqual(
      new Set([conversationId]),
    )
  })

  it('replays nothing where the switch says so; the entries list still has it', async () => {
    const started = await sandbox({ switches: { replayDepth: 0 } })
    const { client, conversationId } = await conversationOn(started)
    await expect.poll(() => client.entries(conversationId, '?entryTypeFilter=Message')).toHaveLength(1)
    const stream = await client.stream('0')
    await client.say(conversationId, 'Hi')
    await stream.until((events) => said(events).includes('EndUser: Hi'))
    expect(said(stream.events).some((line) => line.includes('I am Astro'))).toBe(false)
  })

  it('speaks of unknown things now and then', async () => {
    const { client } = await conversationOn(await sandbox())
    const stream = await client.stream()
    await stream.until((events) => events.some(({ event }) => event === 'CONVERSATION_SOMETHING_NEW'))
  })

  it('writes everything twice, or swaps neighbours, where switches say so', async () => {
    const started = await sandbox({ switches: { duplicateEvents: true } })
    const { client } = await conversationOn(started)
    const twice = await client.stream()
    await twice.until((events) => messages(events).length === 2)
    const identifiers = messages(twice.events).map(({ identifier }) => identifier)
    expect(identifiers[0]).toBe(identifiers[1])

    started.switches.set({ duplicateEvents: false, reorderEvents: true })
    const swapped = await client.stream()
    await swapped.until((events) => kinds(events).length === 8)
    expect(kinds(swapped.events).slice(0, 2)).toEqual(['SESSION_STATUS_CHANGED', 'ROUTING_RESULT'])
  })

  it('falls silent with the connection open when frozen; a new stream works', async () => {
    const started = await sandbox()
    const { client, conversationId } = await conversationOn(started)
    const frozen = await client.stream()
    await frozen.until((events) => messages(events).length === 1)
    started.streams.freeze(conversationId)
    await client.say(conversationId, 'Hello?')
    const fresh = await client.stream()
    await fresh.until((events) => said(events).includes('EndUser: Hello?'))
    expect(said(frozen.events)).not.toContain('EndUser: Hello?')
    expect(frozen.closed()).toBe(false)
  })

  it('writes "Jwt is expired" and closes when its token expires', async () => {
    const { client } = await conversationOn(await sandbox({ switches: { guestTokenSeconds: 4 } }))
    const stream = await client.stream()
    await stream.end()
    expect(stream.raw()).toMatch(/Jwt is expired$/)
    await expect(client.stream()).rejects.toThrow('401 Jwt is expired')
  })

  it('is carried on by a continuation token of the same person', async () => {
    const started = await sandbox()
    const { client, conversationId } = await conversationOn(started)
    const answer = await client.call('GET', '/authorization/continuation-access-token')
    const { accessToken, context } = await answer.json()
    expect(accessToken).not.toBe(client.accessToken)
    expect(context.endUser.subject).toMatch(/^v2\/iamessage\/ANON\//)
    const renewed = await customer(started, accessToken)
    expect((await renewed.say(conversationId, 'It is still me')).status).toBe(202)
    const stranger = await customer(started, (await guestToken(started.url)).accessToken)
    expect((await stranger.say(conversationId, 'It is not me')).status).toBe(403)
  })

  it('is carried on no longer, or without a word of whose it is, where that is asked for', async () => {
    const started = await sandbox({ switches: { continuation: 'same-expiry' } })
    const { client } = await conversationOn(started)
    const continued = async () =>
      (await client.call('GET', '/authorization/continuation-access-token')).json()
    const { accessToken } = await continued()
    expect(decodeJwt(accessToken).exp).toBe(decodeJwt(client.accessToken).exp)
    started.switches.set({ continuation: 'token-only' })
    expect(Object.keys(await continued())).toEqual(['accessToken', 'lastEventId'])
  })
})

describe('the entries list', () => {
  it('has payloads as objects, newest first, filtered and limited', async () => {
    const started = await sandbox()
    const { client, conversationId } = await conversationOn(started)
    await expect.poll(() => client.entries(conversationId, '?entryTypeFilter=Message')).toHaveLength(1)
    for (const text of ['one', 'two', 'three']) await client.say(conversationId, text)
    await expect
      .poll(() => client.entries(conversationId, '?entryTypeFilter=Message&limit=50'))
      .toHaveLength(8)
    const texts = async (query: string) =>
      (await client.entries(conversationId, query)).map(
        (entry: { entryPayload: { abstractMessage: { staticContent?: { text: string } } } }) =>
          entry.entryPayload.abstractMessage.staticContent?.text,
      )
    expect(await texts('?entryTypeFilter=Message&limit=1')).toEqual(['You said: three'])
    expect(await texts('?entryTypeFilter=Message&limit=2&direction=FromStart')).toEqual([
      expect.stringContaining('I am Astro'),
      'one',
    ])
    expect((await client.call('GET', `/conversation/${conversationId}/entries?limit=51`)).status).toBe(400)
    const typing = await client.entries(conversationId, '?entryTypeFilter=TypingStartedIndicator')
    expect(typing).toEqual([])
  })

  it('becomes a transcript in a PDF', async () => {
    const { client, conversationId } = await conversationOn(await sandbox())
    await client.say(conversationId, 'For the record')
    const answer = await client.call('GET', `/conversation/${conversationId}/transcript?esDeveloperName=x`)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(await answer.text()).toMatch(/^%PDF-1\.4[\s\S]*For the record[\s\S]*%%EOF\n$/)
  })
})

describe('receipts and typing of the customer', () => {
  it('are taken in', async () => {
    const started = await sandbox()
    const { client, conversationId } = await conversationOn(started)
    const typing = await client.call('POST', `/conversation/${conversationId}/entry`, {
      entryType: 'TypingStartedIndicator',
      id: randomUUID(),
    })
    expect(typing.status).toBe(202)
    expect(started.conversation(conversationId)?.customerTyping).toBe(true)
    const acks = [{ id: randomUUID(), entryType: 'Read', conversationEntryId: randomUUID() }]
    const acknowledged = await client.call('POST', `/conversation/${conversationId}/acknowledge-entries`, {
      acks,
    })
    expect(acknowledged.status).toBe(202)
  })
})

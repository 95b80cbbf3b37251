import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type SalesforceAgentforceSettings, salesforceAgentforce } from '../src'
import { json, loopback } from './loopback'
import { sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, talk, words } from './talk'

type Sandbox = Awaited<ReturnType<typeof sandboxFor>>

function connectorFor({ url, credentials }: Sandbox, more: Partial<SalesforceAgentforceSettings> = {}) {
  const { agentId, clientId, clientSecret } = credentials
  return salesforceAgentforce({ loginUrl: url, agentId, clientId, clientSecret, ...more })
}

const posts = (sandbox: Sandbox, path: RegExp) =>
  sandbox.requests().filter((request) => path.test(request.path))

describe('an Agentforce agent', () => {
  it('greets, with what it was told about the customer', async () => {
    const sandbox = await sandboxFor()
    const contact = { field: 'Email', attributes: { MobilePhone: 'phone' } }
    const spoken = await talk(connectorFor(sandbox, { contact, transcript: { variable: 'before' } }), {
      customerIdentifier: 'ada@example.com',
      attributes: { _firstName: 'Ada' },
      language: 'de-DE',
      transcript: [{ author: { role: 'bot' }, text: 'Hello' }],
    })
    await eventually(() =>
      expect(words(spoken)).toEqual(['Hi Ada, I am an AI assistant. How can I help you?']),
    )
    expect(spoken.conversation.state).toBe('with-bot')
    const [start] = posts(sandbox, /\/agents\/.*\/sessions$/)
    expect(start?.body).toMatchObject({
      bypassUser: true,
      instanceConfig: { endpoint: sandbox.url },
      variables: [
        { name: 'phone', type: 'Text', value: '+14155550123' },
        { name: 'customerIdentifier', value: 'ada@example.com' },
        { name: '_firstName', value: 'Ada' },
        { name: 'before', value: 'bot: Hello' },
        { name: '$Context.EndUserLanguage', value: 'de_DE' },
      ],
    })
  })

  it.each([true, false])('answers in its reply (bit by bit: %s)', async (streaming) => {
    const sandbox = await sandboxFor({ switches: { agentStreamEvents: streaming ? 'named' : 'unnamed' } })
    const spoken = await talk(connectorFor(sandbox, { streaming }))
    await spoken.conversation.send('one two three')
    await spoken.conversation.send('four')
    expect(words(spoken).slice(1)).toEqual(['You said: one two three', 'You said: four'])
    const partials = heardOf(spoken, 'partial')
    expect(partials.length > 0).toBe(streaming)
    const messageIds = heardOf(spoken, 'message').map(({ messageId }) => messageId)
    for (const { messageId } of partials) expect(messageIds).toContain(messageId)
    const sequences = posts(sandbox, /\/messages/).map(({ body }) => Object(body).message.sequenceId)
    expect(sequences[1]).toBeGreaterThan(sequences[0])
  })

  it('withdraws what it should not have written', async () => {
    const spoken = await talk(connectorFor(await sandboxFor()))
    await spoken.conversation.send('wrong')
    expect(words(spoken).at(-1)).toBe('Our shop opens at nine.')
    const texts = heardOf(spoken, 'partial').map(({ text }) => text)
    expect(texts).toContain('')
    expect(texts.at(-1)).toBe('Our shop opens at nine.')
    expect(new Set(heardOf(spoken, 'partial').map(({ messageId }) => messageId)).size).toBe(1)
  })

  it('says that it wants a person', async () => {
    const spoken = await talk(connectorFor(await sandboxFor()))
    await spoken.conversation.send('a person please')
    expect(words(spoken).at(-1)).toBe('Let me find a person.')
    expect(spoken.conversation.state).toBe('waiting')
  })

  it('ends, or is ended', async () => {
    const sandbox = await sandboxFor({ switches: { agentEndStatus: '204' } })
    const first = await talk(connectorFor(sandbox))
    await first.conversation.send('bye')
    await eventually(() => expect(endReason(first)).toEqual(['bot-ended']))
    const second = await talk(connectorFor(sandbox))
    await second.conversation.end()
    const [deleted] = sandbox.requests().filter(({ method }) => method === 'DELETE')
    expect(deleted?.headers['x-session-end-reason']).toBe('UserRequest')
  })

  it('is logged in to once, and again when the token is refused', async () => {
    const sandbox = await sandboxFor()
    const connector = connectorFor(sandbox)
    const [spoken] = await Promise.all([talk(connector), talk(connector)])
    expect(posts(sandbox, /oauth2\/token/)).toHaveLength(1)
    sandbox.expireAccessTokens()
    await spoken.conversation.send('still there?')
    expect(words(spoken).at(-1)).toBe('You said: still there?')
    expect(posts(sandbox, /oauth2\/token/)).toHaveLength(2)
  })

  it('takes one message at a time', async () => {
    const sandbox = await sandboxFor({ switches: { agentThinkMilliseconds: 2_000 } })
    const connector = connectorFor(sandbox)
    const { session } = (await talk(connector)).conversation
    const signal = AbortSignal.timeout(30_000)
    const send = (text: string) => {
      const commandId = crypto.randomUUID()
      const message = { type: 'text' as const, text }
      return connector.send({ type: 'send', commandId, messageId: commandId, message }, session, { signal })
    }
    const first = send('one')
    await eventually(() => expect(posts(sandbox, /\/messages/)).toHaveLength(1))
    await expect(send('two')).rejects.toMatchObject({ code: 'platform-busy', outcome: 'not-started' })
    await first
  })

  it('does not use a message number twice after an answer was lost', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox, { streaming: false }))
    sandbox.faults.add({ kind: 'cut', when: 'after', path: '*/messages' })
    await expect(spoken.conversation.send('lost')).rejects.toMatchObject({ outcome: 'unknown' })
    await spoken.conversation.send('found')
    expect(words(spoken).at(-1)).toBe('You said: found')
  })

  it.each([
    ['a wrong secret', { clientSecret: 'canary' }, 'platform-auth-failed', /SALESFORCE_CLIENT_SECRET/],
    ['a wrong agent', { agentId: '0XxSB0000000009' }, 'platform-misconfigured', /SALESFORCE_AGENT_ID/],
  ])('is not reached with %s', async (_, settings, code, sentence) => {
    const starting = talk(connectorFor(await sandboxFor(), settings))
    await expect(starting).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) })
    await expect(starting).rejects.toMatchObject({ message: expect.not.stringContaining('canary') })
  })

  it.each([
    ['is cut off', (response: ServerResponse) => response.destroy(), 'was lost'],
    ['is ended by a proxy', (response: ServerResponse) => response.end(), 'half an answer'],
  ])('whose answer %s in the middle is reported, and does not go on typing', async (_, end, sentence) => {
    const url = await loopback((request, response) => {
      if (request.url?.endsWith('/token'))
        return json(response, 200, { access_token: 't', instance_url: url, api_instance_url: url })
      if (request.url?.endsWith('/sessions')) return json(response, 200, { sessionId: 's', messages: [] })
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const tell = (message: object) => response.write(`data: ${JSON.stringify({ message })}\n\n`)
      tell({ type: 'ProgressIndicator' })
      tell({ type: 'TextChunk', id: 'c', offset: 0, message: 'Half ' })
      response.write('event: NEW\ndata: {"x":1}\n\n')
      setTimeout(() => end(response), 30)
    })
    const connector = salesforceAgentforce({
      loginUrl: url,
      clientId: 'c',
      clientSecret: 's',
      agentId: '0XxSB0000000001',
    })
    const spoken = await talk(connector)
    await spoken.conversation.send('hello')
    expect(heardOf(spoken, 'partial')).toMatchObject([{ text: 'Half ' }])
    expect(heardOf(spoken, 'typing').map(({ typing }) => typing)).toEqual([true, false])
    expect(spoken.notices.join()).toContain(sentence)
  })
})

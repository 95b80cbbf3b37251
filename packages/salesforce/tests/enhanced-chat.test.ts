import { choicesOf } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { connectorFor, sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, talk, words } from './talk'

const GREETING = 'Hello! I am Astro. How can I help you today?'
const bodies = (sandbox: Awaited<ReturnType<typeof sandboxFor>>, path: string) =>
  sandbox
    .requests()
    .filter((request) => request.path.endsWith(path))
    .map(({ body }) => body)

describe('a conversation', () => {
  it('goes from the platform’s greeting to the customer’s end', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox), {
      customerIdentifier: 'customer-key',
      attributes: { firstName: 'Ada', plan: 'gold' },
      language: 'en-US',
    })
    const { conversation } = spoken
    await eventually(() => expect(words(spoken)).toEqual([GREETING.replace('Hello!', 'Hello Ada!')]))
    expect(bodies(sandbox, '/v2/conversation')).toMatchObject([
      {
        language: 'en_US',
        routingAttributes: { customerIdentifier: 'customer-key', _firstName: 'Ada', plan: 'gold' },
      },
    ])
    expect(conversation.state).toBe('with-bot')

    await conversation.typing(true)
    await eventually(() => expect(sandbox.conversation(spoken.id)?.customerTyping).toBe(true))
    const { messageId } = await conversation.send('What is new?')
    await eventually(() => {
      const statuses = heardOf(spoken, 'receipt').filter((receipt) => receipt.messageId === messageId)
      expect(statuses.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read'])
    })
    const menu = await eventually(() => {
      const offered = heardOf(spoken, 'message').find(({ parts }) => choicesOf(parts).length > 0)
      expect(offered).toBeDefined()
      return offered
    })
    await conversation.send({ choiceId: 'track-order' })
    expect(bodies(sandbox, '/message').at(-1)).toMatchObject({
      message: {
        messageType: 'ChoicesResponseMessage',
        inReplyToMessageId: menu?.messageId,
        choicesResponse: { selectedOptions: [{ optionIdentifier: 'track-order' }] },
      },
    })
    await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
    await conversation.receipt(menu?.messageId ?? '', 'read')
    expect(bodies(sandbox, '/acknowledge-entries')).toMatchObject([
      { acks: [{ entryType: 'Read', conversationEntryId: menu?.messageId }] },
    ])

    await conversation.end()
    await eventually(() => expect(endReason(spoken)).toEqual(['customer-ended']))
    expect(sandbox.conversation(spoken.id)?.state).toBe('ended')
    const ends = sandbox.requests().filter(({ method }) => method === 'DELETE')
    expect(ends.map(({ path }) => path.split('/conversation/')[1])).toEqual([
      `${spoken.id}/session`,
      spoken.id,
    ])
  })

  it('shows what the bot writes while it writes, then the whole', async () => {
    const spoken = await talk(connectorFor(await sandboxFor()))
    await spoken.conversation.send('stream')
    const whole = 'This answer arrives bit by bit, and then as a whole.'
    await eventually(() => expect(words(spoken).at(-1)).toBe(whole))
    const partials = heardOf(spoken, 'partial')
    expect(partials.length).toBeGreaterThan(3)
    for (const { text } of partials) expect(whole.startsWith(text)).toBe(true)
    expect(new Set(partials.map(({ messageId }) => messageId))).toEqual(
      new Set([heardOf(spoken, 'message').at(-1)?.messageId]),
    )
  })

  it('brings forms to the customer and their answers back, each in its kind', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox))
    await spoken.conversation.send('form')
    const form = await eventually(() => {
      const parts = heardOf(spoken, 'message').flatMap((message) => message.parts)
      const found = parts.find((part) => part.type === 'form')
      if (found?.type !== 'form') throw new Error('no form yet')
      return found
    })
    expect(form).toMatchObject({ title: 'Your request' })
    expect(form.fields.map(({ name, input }) => `${name} ${input}`)).toEqual([
      'email email',
      'details text',
      'topic:select select',
    ])
    const values = { email: 'a@b.c', details: 'Nothing', 'topic:select': 'refund' }
    await spoken.conversation.send({ form: { formId: form.formId, values } })
    await eventually(() => expect(words(spoken).at(-1)).toContain('a form with 3 answers'))
    expect(bodies(sandbox, '/message').at(-1)).toMatchObject({
      message: {
        formResponse: {
          inputValues: [
            { inputId: 'email', value: { textValue: 'a@b.c' } },
            { inputId: 'details' },
            { inputId: 'topic', selectedOptions: [{ optionIdentifier: 'refund' }] },
          ],
        },
      },
    })
  })

  it('carries files both ways', async () => {
    const sandbox = await sandboxFor()
    const connector = connectorFor(sandbox)
    const spoken = await talk(connector)
    const { session } = spoken.conversation
    const commandId = crypto.randomUUID()
    const content = new TextEncoder().encode('what I bought')
    const message = {
      type: 'attachment' as const,
      name: 'list "ä".txt',
      mediaType: 'text/plain',
      bytes: content.byteLength,
      text: 'my list',
      read: async () => content,
    }
    const signal = AbortSignal.timeout(30_000)
    await connector.send({ type: 'send', commandId, messageId: commandId, message }, session, { signal })
    const sent = sandbox.conversation(spoken.id)?.transcript.find(({ lineId }) => lineId === commandId)
    expect(sent?.text).toContain('list "ä".txt')

    await spoken.conversation.send('file')
    const url = await eventually(() => {
      const parts = heardOf(spoken, 'message').flatMap((event) => event.parts)
      const file = parts.find((part) => part.type === 'attachment')
      if (file?.type !== 'attachment') throw new Error('no file yet')
      return file.url
    })
    const file = await connector.readAttachment?.(url, session, { signal })
    expect(file?.mediaType).toBe('text/plain')
    expect(file?.content.byteLength).toBeGreaterThan(0)
    for (const address of [
      'https://elsewhere.example/x',
      'https://notsalesforce.com/x',
      'https://my.salesforce.com.elsewhere.example/x',
      'http://my.salesforce.com/x',
    ]) {
      await expect(
        connector.readAttachment?.(address, session, { signal }),
        'the access is shown to nobody else',
      ).rejects.toMatchObject({ code: 'platform-refused' })
    }
  })

  it('is handed from the bot to a person', async () => {
    const spoken = await talk(connectorFor(await sandboxFor()))
    await spoken.conversation.send('I want to talk to a person')
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    expect(heardOf(spoken, 'queue').map(({ position }) => position)).toEqual([2, 1])
    const states = heardOf(spoken, 'state').map(({ state }) => state)
    expect(states.slice(states.indexOf('with-bot'))).toEqual(['with-bot', 'waiting', 'with-agent'])
    const came = heardOf(spoken, 'participant').map(({ change, author }) => `${author.name} ${change}`)
    expect(came).toEqual(['Astro joined', 'Astro left', 'Sam joined'])
    await eventually(() => expect(words(spoken).at(-1)).toContain('this is Sam'))
  })

  it('waits again when the agent leaves, and is not ended by that', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const spoken = await talk(connectorFor(sandbox))
    sandbox.agent(spoken.id, { action: 'join', name: 'Ada' })
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    sandbox.agent(spoken.id, { action: 'leave' })
    await eventually(() => expect(spoken.conversation.state).toBe('waiting'))
  })
})

describe('an end', () => {
  it('by the bot', async () => {
    const spoken = await talk(connectorFor(await sandboxFor()))
    await spoken.conversation.send('bye')
    await eventually(() => expect(endReason(spoken)).toEqual(['bot-ended']))
  })

  it('by the agent', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const spoken = await talk(connectorFor(sandbox))
    sandbox.agent(spoken.id, { action: 'join' })
    sandbox.agent(spoken.id, { action: 'end' })
    await eventually(() => expect(endReason(spoken)).toEqual(['agent-ended']))
  })

  it('by the platform', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox))
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    sandbox.expireSession(spoken.id)
    await eventually(() => expect(endReason(spoken)).toEqual(['platform-expired']))
  })

  it('because nobody could be found', async () => {
    const sandbox = await sandboxFor({ switches: { routingFails: true } })
    const spoken = await talk(connectorFor(sandbox))
    await eventually(() => expect(endReason(spoken)).toEqual(['no-agent']))
  })
})

describe('whatever Salesforce’s sources disagree about', () => {
  it.each([
    { ssePayload: 'object', entriesPayload: 'string' } as const,
    { duplicateEvents: true, reorderEvents: true } as const,
    { guestSubject: 'UNAUTH', lastEventIdType: 'number', pingBody: 'object' } as const,
    { createNeedsStream: true } as const,
    { secondStream: 'replaces-first', pingMilliseconds: 5 } as const,
    { duplicateConversation: 'same-answer', errorBody: 'text' } as const,
  ])('is understood: %j', async (switches) => {
    const spoken = await talk(connectorFor(await sandboxFor({ switches })))
    await eventually(() => expect(words(spoken)).toEqual([GREETING]))
    await spoken.conversation.send('menu')
    await eventually(() => expect(heardOf(spoken, 'message').at(-1)?.parts[0]?.type).toBe('choices'))
    expect(new Set(heardOf(spoken, 'message').map(({ messageId }) => messageId)).size).toBe(
      heardOf(spoken, 'message').length,
    )
  })

  it('starts with a first word of ours where routing needs one, and does not show it', async () => {
    const sandbox = await sandboxFor({ switches: { welcome: 'on-first-message' } })
    const spoken = await talk(connectorFor(sandbox, { kickoff: { text: 'hello' } }), { language: 'de-DE' })
    await eventually(() => expect(words(spoken)[0]).toBe(GREETING))
    expect(bodies(sandbox, '/message')).toMatchObject([
      { isNewMessagingSession: true, routingAttributes: {}, language: 'de_DE' },
    ])
    expect(heardOf(spoken, 'receipt')).toEqual([])
    expect(heardOf(spoken, 'message').filter(({ author }) => author.role === 'customer')).toEqual([])
  })

  it('hands over what was said before, as an attribute or as the first message', async () => {
    const sandbox = await sandboxFor()
    const transcript = [{ author: { role: 'bot' as const, name: 'Amy' }, text: 'How can I help?' }]
    await talk(connectorFor(sandbox), { transcript })
    expect(bodies(sandbox, '/v2/conversation')).toMatchObject([
      { routingAttributes: { transcript: 'Amy: How can I help?' } },
    ])
    const second = await talk(connectorFor(sandbox, { transcript: { as: 'first-message' } }), { transcript })
    const lines = sandbox.conversation(second.id)?.transcript ?? []
    expect(lines.filter(({ author }) => author.role === 'customer').map(({ text }) => text)).toEqual([
      'Amy: How can I help?',
    ])
  })
})

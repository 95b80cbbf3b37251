import { resumeConversation } from '@conversation-hub/core'
import { type AmeliaSandbox, startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { endCommand, errorOf, patiently, sendCommand, sendFileCommand, startCommand } from './calls'
import { dyingLineTo } from './dying-line'
import { afterTest, beginWith, eventually, fileShown, listenTo, said } from './talk'

const webChannel = (sandbox: AmeliaSandbox, more: object = {}) =>
  amelia({ url: sandbox.url, domain: sandbox.credentials.domain, transport: 'web-channel', ...more })

async function talkWith(options: Parameters<typeof startAmeliaSandbox>[0] = {}, more: object = {}) {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, ...options }))
  const talk = await beginWith(webChannel(sandbox, more), { attributes: { firstName: 'Greg' } })
  await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
  return { sandbox, talk, conversationId: String(talk.conversation.session.conversationId) }
}

const frames = (sandbox: AmeliaSandbox, type: string) =>
  sandbox.requests().filter(({ headers }) => headers['x-amelia-message-type'] === type)

describe.each(['2019', '7.3'] as const)('a conversation over the web channel of Amelia %s', (preset) => {
  it('is greeted, answered, escalated to a person, given back and ended', async () => {
    const { sandbox, talk } = await talkWith({ preset })
    const { conversation } = talk
    expect(said(talk, 'bot')).toContain('Hello, Greg! I am Amelia, your virtual agent.')
    await conversation.send({ choiceId: 'topic=track_order' })
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('What is your order number?'))
    await conversation.send('4711')
    await conversation.send('I want to talk to a person')
    await eventually(() => expect(conversation.state).toBe('with-agent'))
    await conversation.send('thank you')
    await eventually(() => expect(conversation.state).toBe('with-bot'))
    await conversation.send('goodbye')
    await eventually(() => expect(conversation.state).toBe('ended'))
    expect(talk.states()).toEqual(['with-bot', 'waiting', 'with-agent', 'with-bot', 'ended'])
    expect(frames(sandbox, 'InboundStartConversationMessage')).toHaveLength(1)
    expect(frames(sandbox, 'InboundAckMessage')).toHaveLength(1)
    expect(sandbox.requests().some(({ path }) => path.endsWith('/join'))).toBe(false)
  })
})

describe('the web channel', () => {
  it.each(['field-values', 'selection-field'] as const)('answers forms by %s', async (formAnswers) => {
    const { talk } = await talkWith({ switches: { formInputAttributes: formAnswers } }, { formAnswers })
    await talk.conversation.send('a form please')
    await eventually(() =>
      expect(talk.heard.some((event) => event.type === 'message' && event.parts[0]?.type === 'form')).toBe(
        true,
      ),
    )
    await talk.conversation.send({
      form: { formId: 'delivery', values: { day: 'today', extras: ['gift', 'door'] } },
    })
    await eventually(() =>
      expect(said(talk, 'bot').at(-1)).toBe(
        'Thank you, I have noted day: Today; extras: Gift wrap, Leave at the door.',
      ),
    )
  })

  it('is an anonymous visitor’s, too, where the host says that nobody has logged in', async () => {
    const { talk } = await talkWith({ switches: { anonymousLogin: 'denied' } })
    expect(said(talk, 'bot')).not.toEqual([])
  })

  it('sends the session’s own header where the host has sent one', async () => {
    const { talk } = await talkWith({ switches: { sessionAuthHeader: 'sent' } })
    await talk.conversation.send('thank you')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
  })

  it('goes on with the CSRF token that a check of its session has brought', async () => {
    const { sandbox, talk, conversationId } = await talkWith({ switches: { csrfAtCheck: 'new' } })
    const { conversation } = talk
    const connects = () => sandbox.requests().filter(({ method }) => method === 'STOMP CONNECT')
    sandbox.cutSockets()
    await eventually(() => expect(connects()).toHaveLength(2))
    await conversation.send('thank you')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
    expect(sandbox.conversation(conversationId)?.state).toBe('with-bot')
    const [first, second] = connects().map(({ headers }) => headers['x-csrf-token'])
    expect(second).not.toBe(first)
  })

  it('shows a file and fetches it', async () => {
    const { sandbox, talk } = await talkWith()
    await talk.conversation.send('the file please')
    const part = await fileShown(talk)
    expect(part).toMatchObject({ name: 'receipt.txt', mediaType: 'text/plain' })
    const file = await webChannel(sandbox).readAttachment?.(part.url, talk.conversation.session, patiently())
    expect(file?.mediaType).toBe('text/plain')
    expect(new TextDecoder().decode(file?.content)).toBe('Receipt 4711: one pair of shoes.\n')
    sandbox.faults.add({ kind: 'html', status: 200, path: '*/cm/download/' })
    const reading = webChannel(sandbox).readAttachment?.(part.url, talk.conversation.session, patiently())
    expect((await errorOf(Promise.resolve(reading))).code).toBe('platform-reply-invalid')
  })

  it('sends a file', async () => {
    const { sandbox, talk } = await talkWith()
    await webChannel(sandbox).send(sendFileCommand, talk.conversation.session, patiently())
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('Thank you for label.png.'))
  })

  it('ends no conversation for a file that a forgotten visitor cannot send, while words reach Amelia', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5 }))
    const connector = webChannel(sandbox)
    const talk = await beginWith(connector)
    await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
    sandbox.forgetVisitors()
    const { session } = talk.conversation
    const error = await errorOf(connector.send(sendFileCommand, session, patiently()))
    expect(error.code).toBe('platform-refused')
    await talk.conversation.send('thank you')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
  })

  it.each([
    ['a secret please', 'Please tell me your password.', { secure: true, offTheRecord: false }],
    ['something off the record', 'Between us: how do you like it?', { secure: false, offTheRecord: true }],
  ] as const)('marks the answer as it was asked for: %s', async (ask, question, marks) => {
    const { sandbox, talk } = await talkWith()
    await talk.conversation.send(ask)
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe(question))
    await talk.conversation.send('swordfish')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('Thank you, I keep that to myself.'))
    await talk.conversation.send('hello')
    const ordinary = { secure: false, offTheRecord: false }
    const bodies = frames(sandbox, 'InboundUserUtteranceMessage').map(({ body }) => body)
    expect(bodies).toMatchObject([ordinary, marks, ordinary])
  })

  it.each([
    'kept',
    'lost',
  ] as const)('misses nothing when the connection is cut; meanwhile messages are %s', async (missedMessages) => {
    const { sandbox, talk, conversationId } = await talkWith({
      switches: { missedMessages, autoAgent: false },
    })
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    await eventually(() => expect(talk.conversation.state).toBe('with-agent'))
    sandbox.cutSockets()
    sandbox.agent(conversationId, { action: 'say', text: 'in the gap' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['in the gap']))
    sandbox.agent(conversationId, { action: 'say', text: 'after it' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['in the gap', 'after it']))
    expect(frames(sandbox, 'InboundStartConversationMessage')).toHaveLength(1)
    expect(said(talk, 'bot').filter((text) => text.startsWith('Hello'))).toHaveLength(1)
  })

  it('does not believe a connection that is dead without saying so', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
    const line = await dyingLineTo(sandbox.url)
    const connector = amelia({ url: line.url, domain: 'support', transport: 'web-channel' })
    const { session } = await connector.start(startCommand, {}, patiently())
    line.die()
    const error = await errorOf(connector.send(sendCommand('anybody there?'), session, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'unknown' })
  })

  it('waits until Amelia is ready for the customer’s words', async () => {
    const sandbox = afterTest(
      await startAmeliaSandbox({ pace: 50, switches: { inputWhileDisabled: 'refused' } }),
    )
    const talk = await beginWith(webChannel(sandbox))
    for (const text of ['several', 'thank you']) await talk.conversation.send(text)
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
    expect(said(talk, 'bot')).toContain('Third.')
    expect(frames(sandbox, 'InboundUserUtteranceMessage')).toHaveLength(2)
  })

  it('believes an open connection where the host sends no echo', async () => {
    const { sandbox, talk } = await talkWith({ switches: { userEcho: 'withheld' } })
    await talk.conversation.send('thank you')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
    expect(frames(sandbox, 'InboundUserUtteranceMessage')).toHaveLength(1)
  })

  it('is taken up by another process, which hears all that was said', async () => {
    const { sandbox, talk, conversationId } = await talkWith({ switches: { autoAgent: false } })
    talk.conversation.close()
    await fetch(sandbox.deskUrl) // By then the sandbox has noticed that the connection is closed.
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'say', text: 'while away' })
    const { session } = talk.conversation
    const again = listenTo(
      await resumeConversation(webChannel(sandbox), { conversationId: 'again', session }),
    )
    await eventually(() => expect(said(again, 'agent')).toEqual(['while away']))
    await again.conversation.send('I am back')
    expect(sandbox.conversation(conversationId)?.transcript.at(-1)?.text).toBe('I am back')
  })

  it('ends when Amelia has forgotten the visitor', async () => {
    const { sandbox, talk } = await talkWith()
    sandbox.forgetVisitors()
    sandbox.cutSockets()
    await eventually(() => expect(talk.conversation.state).toBe('ended'))
    expect(talk.heard.at(-1)).toMatchObject({ reason: 'platform-expired' })
  })

  it('tells the end that came while nobody listened', async () => {
    const { sandbox, talk, conversationId } = await talkWith({ switches: { missedMessages: 'kept' } })
    talk.conversation.close()
    await fetch(sandbox.deskUrl) // By then the sandbox has noticed that the connection is closed.
    sandbox.expireSession(conversationId)
    const { session } = talk.conversation
    const again = listenTo(
      await resumeConversation(webChannel(sandbox), { conversationId: 'again', session }),
    )
    await eventually(() => expect(again.conversation.state).toBe('ended'))
    expect(again.heard.at(-1)).toMatchObject({ reason: 'customer-idle' })
  })

  it('refuses words to a conversation that is over, and its end is a success', async () => {
    const { sandbox, talk, conversationId } = await talkWith()
    sandbox.expireSession(conversationId)
    await eventually(() => expect(talk.conversation.state).toBe('ended'))
    const { session } = talk.conversation
    expect((await errorOf(webChannel(sandbox).send(sendCommand('hi'), session, patiently()))).code).toBe(
      'platform-session-gone',
    )
    expect(await webChannel(sandbox).end(endCommand, session, patiently())).toEqual({ session })
  })

  it('says so where the host’s web channel is of another kind', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ switches: { stompAddress: 'user' } }))
    const error = await errorOf(webChannel(sandbox).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-misconfigured', outcome: 'not-started' })
    expect(error.message).toContain('transport: "gateway"')
  })

  it('says when its connection is refused', async () => {
    const sandbox = afterTest(await startAmeliaSandbox())
    sandbox.faults.add({ kind: 'cut', path: '*/websocket' })
    const error = await errorOf(webChannel(sandbox).start(startCommand, {}, patiently()))
    expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  })

  it('tells whether the domain can be chatted with', async () => {
    const sandbox = afterTest(await startAmeliaSandbox())
    const { checkAvailability } = webChannel(sandbox)
    for (const _ of ['by a visitor', 'by the same one'])
      expect(await checkAvailability?.(patiently())).toEqual({ available: 'yes' })
    expect(sandbox.requests().filter(({ path }) => path.endsWith('/init'))).toHaveLength(1)
    const elsewhere = webChannel(sandbox, { domain: 'nowhere' })
    expect(await elsewhere.checkAvailability?.(patiently())).toEqual({ available: 'no' })
  })
})

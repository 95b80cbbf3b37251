import type { Connector, PlatformSession, SendCommand, StartCommand } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { connectorFor, sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, talk, words } from './talk'

const context = () => ({ signal: AbortSignal.timeout(30_000) })

function startCommand(): StartCommand {
  const commandId = crypto.randomUUID()
  return {
    type: 'start',
    commandId,
    conversationId: commandId,
    channel: 'web-chat',
    customerDestination: 'customer-1',
    attributes: { plan: 'gold' },
    language: 'en-US',
  }
}

function sendCommand(text = 'hi'): SendCommand {
  const commandId = crypto.randomUUID()
  return { type: 'send', commandId, messageId: commandId, message: { type: 'text', text } }
}

/** A start whose process died: the session was kept, the answer never came. */
async function startThatDies(connector: Connector, command: StartCommand): Promise<PlatformSession> {
  const session = (await connector.prepare?.(command, context())) ?? {}
  await expect(connector.start(command, session, context())).rejects.toMatchObject({ outcome: 'unknown' })
  return JSON.parse(JSON.stringify(session))
}

describe('a start whose outcome is unknown', () => {
  it('is found by another process when it took effect, and is not made twice', async () => {
    const sandbox = await sandboxFor()
    sandbox.faults.add({ kind: 'cut', when: 'after', path: '/iamessage/api/v2/conversation' })
    const command = startCommand()
    const session = await startThatDies(connectorFor(sandbox), command)
    const other = connectorFor(sandbox)
    expect(await other.reconcile?.(command, session, context())).toEqual({ tookEffect: 'yes' })
    await other.start(command, session, context())
    expect(sandbox.conversations().map(({ conversationId }) => conversationId)).toEqual([
      session.conversationId,
    ])
  })

  it('is found not to have taken effect', async () => {
    const sandbox = await sandboxFor()
    sandbox.faults.add({ kind: 'cut', when: 'before', path: '/iamessage/api/v2/conversation' })
    const command = startCommand()
    const session = await startThatDies(connectorFor(sandbox), command)
    expect(await connectorFor(sandbox).reconcile?.(command, session, context())).toEqual({ tookEffect: 'no' })
    expect(sandbox.conversations()).toEqual([])
  })

  it('is only half done while its first word is missing; a repeat says it once', async () => {
    const sandbox = await sandboxFor()
    const settings = { kickoff: { text: 'go' }, transcript: { as: 'first-message' } } as const
    sandbox.faults.add({ kind: 'cut', when: 'before', path: '*/message', skip: 1 })
    const command = { ...startCommand(), transcript: [{ author: { role: 'bot' }, text: 'before' }] as const }
    const session = await startThatDies(connectorFor(sandbox, settings), command)
    const other = connectorFor(sandbox, settings)
    expect(await other.reconcile?.(command, session, context())).toEqual({ tookEffect: 'no' })
    await other.start(command, session, context())
    await other.start(command, session, context())
    expect(await other.reconcile?.(command, session, context())).toEqual({ tookEffect: 'yes' })
    const lines = sandbox.conversation(String(session.conversationId))?.transcript ?? []
    expect(lines.filter(({ author }) => author.role === 'customer').map(({ text }) => text)).toEqual([
      'bot: before',
      'go',
    ])
    const posts = sandbox.requests().filter(({ path }) => path.endsWith('/message'))
    const opening = posts.map(({ body }) => Object(body).isNewMessagingSession)
    expect(opening, 'the first word opens the messaging session').toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ])
  })

  it('is made anew where it took effect, and the guest’s access ran out before anybody could look', async () => {
    const sandbox = await sandboxFor()
    sandbox.faults.add({ kind: 'cut', when: 'after', path: '/iamessage/api/v2/conversation' })
    const connector = connectorFor(sandbox, { kickoff: { text: 'go' } })
    const command = startCommand()
    const lost = await startThatDies(connector, command)
    sandbox.expireCustomerTokens()
    await expect(connector.renew?.(lost, context())).rejects.toMatchObject({ code: 'platform-session-gone' })
    const session = (await connector.prepare?.(command, context())) ?? {}
    await connector.start(command, session, context())
    expect(await connector.reconcile?.(command, session, context())).toEqual({ tookEffect: 'yes' })
    const lines = sandbox.conversation(String(session.conversationId))?.transcript ?? []
    expect(lines.filter(({ author }) => author.role === 'customer').map(({ text }) => text)).toEqual(['go'])
  })

  it('is looked up in the org’s records when the access has run out meanwhile', async () => {
    const sandbox = await sandboxFor()
    const { clientId, clientSecret } = sandbox.credentials
    const crm = { loginUrl: sandbox.url, clientId, clientSecret }
    const connector = connectorFor(sandbox, { crm })
    const command = startCommand()
    const session = (await connector.prepare?.(command, context())) ?? {}
    await connector.start(command, session, context())
    const asked = () => sandbox.requests().some(({ path }) => path.endsWith('/query'))
    sandbox.expireCustomerTokens()
    expect(await connector.reconcile?.(command, session, context())).toEqual({ tookEffect: 'yes' })
    expect(asked()).toBe(true)
    const never = startCommand()
    expect(
      await connector.reconcile?.(never, { ...session, conversationId: never.commandId }, context()),
    ).toEqual({ tookEffect: 'no' })
  })
})

describe('a message', () => {
  it('is found among many, under whichever id Salesforce keeps it', async () => {
    const sandbox = await sandboxFor({ switches: { autoAgent: false } })
    const connector = connectorFor(sandbox, { limits: { messagesPerMinute: 1_000 } })
    const start = startCommand()
    const session = (await connector.prepare?.(start, context())) ?? {}
    await connector.start(start, session, context())
    const first = sendCommand('first')
    await connector.send(first, session, context())
    for (let count = 0; count < 60; count += 1) await connector.send(sendCommand(), session, context())
    expect(await connector.reconcile?.(first, session, context())).toEqual({ tookEffect: 'yes' })
    expect(await connector.reconcile?.(sendCommand(), session, context())).toEqual({ tookEffect: 'no' })
  })

  it.each(['same-answer', 'conflict'] as const)('may be repeated (%s)', async (duplicateMessage) => {
    const sandbox = await sandboxFor({ switches: { duplicateMessage } })
    const spoken = await talk(connectorFor(sandbox))
    const command = sendCommand('once')
    const { session } = spoken.conversation
    const connector = connectorFor(sandbox)
    await connector.send(command, session, context())
    await connector.send(command, session, context())
    const lines = sandbox.conversation(spoken.id)?.transcript ?? []
    expect(lines.filter(({ text }) => text === 'once')).toHaveLength(1)
  })

  it('is lost to nobody’s surprise where the conflict means a closed conversation', async () => {
    const sandbox = await sandboxFor({ switches: { closedConversation: '409' } })
    const spoken = await talk(connectorFor(sandbox))
    const connector = connectorFor(sandbox)
    const { session } = spoken.conversation
    const commandId = crypto.randomUUID()
    await connector.end({ type: 'end', commandId, reason: 'customer-ended' }, session, context())
    await expect(connector.send(sendCommand('too late'), session, context())).rejects.toMatchObject({
      code: 'platform-session-gone',
    })
  })

  it('is looked for again where a conflict is not explained', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox))
    sandbox.faults.add({ kind: 'answer', status: 409, body: {}, path: '*/message' })
    await spoken.conversation.send('in spite of it')
    await eventually(() => expect(words(spoken)).toContain('You said: in spite of it'))
  })

  it('goes on where the end of the old messaging session is told only after a new one was opened', async () => {
    const sandbox = await sandboxFor()
    const spoken = await talk(connectorFor(sandbox))
    await eventually(() => expect(words(spoken)).toHaveLength(1))
    const stream = '/eventrouter/v1/sse'
    const deaf = { kind: 'answer', status: 503, path: stream, times: 'always' } as const
    sandbox.faults.add(deaf)
    sandbox.streams.cut()
    sandbox.expireSession(spoken.id)
    await spoken.conversation.send('again')
    sandbox.faults.clear()
    // Told after the end of the old session.
    await eventually(() => expect(words(spoken)).toContain('You said: again'))
    expect(endReason(spoken)).toEqual([])
    // Salesforce's clock is known to the second.
    const { reopenedAt } = spoken.conversation.session
    await eventually(() => expect(Date.now()).toBeGreaterThan(Number(reopenedAt) + 1_000))
    sandbox.expireSession(spoken.id)
    await eventually(() => expect(endReason(spoken)).toEqual(['platform-expired']))
  })

  it('opens a new messaging session under the same id when the old one is over', async () => {
    const sandbox = await sandboxFor()
    const connector = connectorFor(sandbox)
    const start = startCommand()
    const session = (await connector.prepare?.(start, context())) ?? {}
    await connector.start(start, session, context())
    const conversationId = String(session.conversationId)
    sandbox.expireSession(conversationId)
    const command = sendCommand('again')
    await connector.send(command, session, context())
    const posts = sandbox.requests().filter(({ path }) => path.endsWith('/message'))
    expect(posts.map(({ status }) => status)).toEqual([417, 202])
    expect(posts.map(({ body }) => body)).toMatchObject([
      { message: { id: command.commandId }, isNewMessagingSession: false },
      {
        message: { id: command.commandId },
        isNewMessagingSession: true,
        routingAttributes: { plan: 'gold' },
        language: 'en_US',
      },
    ])
    expect(sandbox.conversation(conversationId)?.state).not.toBe('ended')
  })
})

describe('a gap in the stream', () => {
  it('is repaired from the entries list where Salesforce replays nothing', async () => {
    const sandbox = await sandboxFor({ switches: { replayDepth: 0, autoAgent: false } })
    const spoken = await talk(connectorFor(sandbox))
    sandbox.agent(spoken.id, { action: 'join', name: 'Ada' })
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    sandbox.streams.cut()
    for (let said = 1; said <= 60; said += 1)
      sandbox.agent(spoken.id, { action: 'say', text: `line ${said}` })
    const expected = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`)
    await eventually(() => expect(words(spoken).filter((text) => text.startsWith('line'))).toEqual(expected))
  })

  it('does not hide an end', async () => {
    const sandbox = await sandboxFor({ switches: { replayDepth: 0, autoAgent: false } })
    const spoken = await talk(connectorFor(sandbox))
    sandbox.agent(spoken.id, { action: 'join', name: 'Ada' })
    await eventually(() => expect(spoken.conversation.state).toBe('with-agent'))
    sandbox.streams.cut()
    sandbox.agent(spoken.id, { action: 'end' })
    await eventually(() => expect(heardOf(spoken, 'state').at(-1)).toMatchObject({ reason: 'agent-ended' }))
  })
})

import { type AmeliaSandbox, startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { endCommand, errorOf, patiently, sendFileCommand, startCommand } from './calls'
import { startLoopback } from './loopback'
import { afterTest, beginWith, eventually, fileShown, said, settingsFor } from './talk'

const startSandbox = async () =>
  afterTest(await startAmeliaSandbox({ pace: 5, switches: { anonymous: 'refused', autoAgent: false } }))

const loggedIn = (sandbox: AmeliaSandbox) => {
  const { username, password, domain } = sandbox.credentials
  return amelia({ url: sandbox.url, domain, credentials: { username, password }, transport: 'web-channel' })
}

async function talkWith(sandbox: AmeliaSandbox, connector = loggedIn(sandbox)) {
  const talk = await beginWith(connector)
  await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
  return { talk, conversationId: String(talk.conversation.session.conversationId) }
}

const logins = (sandbox: AmeliaSandbox) =>
  sandbox.requests().filter(({ path }) => path.endsWith('/api/login')).length

describe('a login to the web channel', () => {
  it('is made where the settings say so', async () => {
    const sandbox = await startSandbox()
    await talkWith(sandbox)
    expect(logins(sandbox)).toBe(1)
  })

  it('is made again when Amelia has forgotten it, and the conversation goes on where it was', async () => {
    const sandbox = await startSandbox()
    const { talk, conversationId } = await talkWith(sandbox)
    sandbox.forgetVisitors()
    sandbox.cutSockets()
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'say', text: 'while away' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['while away']))
    await talk.conversation.send('I am back')
    expect(sandbox.conversation(conversationId)?.transcript.at(-1)?.text).toBe('I am back')
    sandbox.agent(conversationId, { action: 'say', text: 'welcome back' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['while away', 'welcome back']))
    expect(said(talk, 'bot')).toHaveLength(1)
    expect(logins(sandbox)).toBe(2)
  })

  it('is made again in the language that the conversation was begun in', async () => {
    const sandbox = await startSandbox()
    const connector = loggedIn(sandbox)
    const { session } = await connector.start({ ...startCommand, language: 'de-DE' }, {}, patiently())
    await connector.renew?.(session, patiently())
    const locales = sandbox.requests().flatMap(({ path, body }) => {
      return /conversations\/(new|.*\/join)$/.test(path)
        ? /"sessionLocale":"[^"]*"/.exec(JSON.stringify(body).replaceAll('\\', ''))
        : []
    })
    expect(locales).toEqual(['"sessionLocale":"de-DE"', '"sessionLocale":"de-DE"'])
  })

  it('is tried again where it is forgotten before the conversation is joined, which is refused like one who may not chat', async () => {
    const sandbox = await startSandbox()
    const connector = loggedIn(sandbox)
    const { session } = await connector.start(startCommand, {}, patiently())
    const forgotten = { path: '*/httpSession/check', method: 'GET', body: { success: false } } as const
    sandbox.faults.add({ kind: 'answer', status: 403, body: {}, method: 'POST', path: '*/join' })
    sandbox.faults.add({ kind: 'answer', status: 200, ...forgotten })
    const renewing = () => Promise.resolve(connector.renew?.(session, patiently()))
    expect(await errorOf(renewing())).toMatchObject({ code: 'platform-unavailable', remedy: 'backoff' })
    expect(await renewing()).toMatchObject({ conversationId: session.conversationId })
  })

  it('is tried again where a page of a proxy stands for a conversation that goes on', async () => {
    const sandbox = await startSandbox()
    const connector = loggedIn(sandbox)
    const { session } = await connector.start(startCommand, {}, patiently())
    const renewing = () => {
      sandbox.faults.add({ kind: 'html', status: 404, path: '*/join' })
      return errorOf(Promise.resolve(connector.renew?.(session, patiently())))
    }
    expect(await renewing()).toMatchObject({ remedy: 'backoff', outcome: 'not-started' })
    await connector.end(endCommand, session, patiently())
    const state = () => sandbox.conversation(String(session.conversationId))?.state
    await eventually(() => expect(state()).toBe('ended'))
    expect(await renewing()).toMatchObject({ code: 'platform-session-gone' })
  })

  it('is tried again where Amelia is in trouble, because the password was right before', async () => {
    const sandbox = await startSandbox()
    const { talk, conversationId } = await talkWith(sandbox)
    sandbox.faults.add({ kind: 'answer', status: 500, body: {}, method: 'POST', path: '*/api/login' })
    sandbox.faults.add({ kind: 'answer', status: 404, body: {}, method: 'GET', path: '*/api/init' })
    sandbox.forgetVisitors()
    sandbox.cutSockets()
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'say', text: 'while away' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['while away']))
    expect(talk.conversation.state).toBe('with-agent')
  })

  it('is not made again where the host refuses to say whether it knows the visitor, and takes it all the same', async () => {
    const sandbox = await startSandbox()
    const { talk, conversationId } = await talkWith(sandbox)
    const check = { method: 'GET', path: '*/httpSession/check', times: 'always' } as const
    sandbox.faults.add({ kind: 'answer', status: 401, body: {}, ...check })
    sandbox.cutSockets()
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'say', text: 'while away' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['while away']))
    expect(logins(sandbox)).toBe(1)
  })

  it('is made again where Amelia has forgotten it, and says so with 401', async () => {
    const sandbox = await startSandbox()
    const { talk, conversationId } = await talkWith(sandbox)
    const forgotten = { kind: 'answer', status: 401, body: {} } as const
    for (const path of ['*/httpSession/check', '*/join', '*/httpSession/check'])
      sandbox.faults.add({ ...forgotten, path })
    sandbox.forgetVisitors()
    sandbox.cutSockets()
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'say', text: 'while away' })
    await eventually(() => expect(said(talk, 'agent')).toEqual(['while away']))
    expect(logins(sandbox)).toBe(2)
  })

  it.each([
    ['her answer', { status: 200, body: { success: false, csrfToken: null } }],
    ['401', { status: 401 }],
  ])('is made again for a file, which goes by the HTTP session and not over the connection (told by %s)', async (_, told) => {
    const sandbox = await startSandbox()
    const connector = loggedIn(sandbox)
    const { talk } = await talkWith(sandbox, connector)
    sandbox.forgetVisitors()
    sandbox.faults.add({ kind: 'answer', ...told, method: 'GET', path: '*/httpSession/check' })
    const { session } = talk.conversation
    const error = await errorOf(connector.send(sendFileCommand, session, patiently()))
    expect(error).toMatchObject({ code: 'platform-session-expired', remedy: 'renew' })
    const renewed = await connector.renew?.(session, patiently())
    await connector.send(sendFileCommand, renewed ?? {}, patiently())
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('Thank you for label.png.'))
    expect(logins(sandbox)).toBe(2)
    // What is said still goes over the connection that listens, which knows how it has to be treated.
    expect(sandbox.requests().filter(({ method }) => method === 'STOMP CONNECT')).toHaveLength(1)
  })

  it('is made again to fetch a file', async () => {
    const sandbox = await startSandbox()
    const connector = loggedIn(sandbox)
    const { talk } = await talkWith(sandbox, connector)
    await talk.conversation.send('the file please')
    const { url } = await fileShown(talk)
    sandbox.forgetVisitors()
    const file = await connector.readAttachment?.(url, talk.conversation.session, patiently())
    expect(new TextDecoder().decode(file?.content)).toBe('Receipt 4711: one pair of shoes.\n')
    expect(logins(sandbox)).toBe(2)
  })

  it('is made again for the end of a conversation', async () => {
    const sandbox = await startSandbox()
    const { talk, conversationId } = await talkWith(sandbox)
    talk.conversation.close()
    await fetch(sandbox.deskUrl) // By then the sandbox has noticed that the connection is closed.
    sandbox.forgetVisitors()
    await loggedIn(sandbox).end(endCommand, talk.conversation.session, patiently())
    await eventually(() => expect(sandbox.conversation(conversationId)?.state).toBe('ended'))
  })

  it('goes on with the cookie that an answer has brought, as a browser does', async () => {
    const brings = (cookie: string, body: object) => ({ headers: { 'set-cookie': cookie }, body })
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/init')) return brings('S=1', { csrfToken: 'c' })
      if (path.endsWith('/login')) return brings('S=2', { user: {} })
      if (path.endsWith('/join')) return brings('S=3', { sessionId: 's2' })
      return path.endsWith('/check') ? brings('S=4; Path=/', { success: true }) : {}
    })
    const credentials = { username: 'hub', password: 'sesame-42' }
    const connector = amelia({ url: host.url, domain: 'd', credentials, transport: 'web-channel' })
    const kept = { cookies: {}, csrfToken: 'c', sessionId: 's1', conversationId: 'C-1', loggedIn: true }
    const renewed = await connector.renew?.(kept, patiently())
    expect(renewed).toMatchObject({ cookies: { S: '3' }, sessionId: 's2' })
    await connector.readAttachment?.('amelia-file:?bucketName=b&fileName=f', renewed ?? {}, patiently())
    expect(host.requests.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      'S=1',
      'S=2',
      'S=3',
      'S=4',
    ])
  })

  it('that is missing or wrong is said, with what to do', async () => {
    const sandbox = await startSandbox()
    const { url, domain } = settingsFor(sandbox)
    const settings = { url, domain, transport: 'web-channel' } as const
    const anonymous = await errorOf(amelia(settings).start(startCommand, {}, patiently()))
    expect(anonymous.code).toBe('platform-misconfigured')
    expect(anonymous.message).toContain('AMELIA_USERNAME')
    const credentials = { username: 'hub@example.com', password: 'wrong-sesame' }
    const refused = await errorOf(amelia({ ...settings, credentials }).start(startCommand, {}, patiently()))
    expect(refused.code).toBe('platform-auth-failed')
    expect(refused.message).not.toContain('wrong-sesame')
    const body = { code: 'BAD_CREDENTIALS' }
    sandbox.faults.add({ kind: 'answer', status: 200, body, method: 'POST', path: '*/api/login' })
    const softly = await errorOf(amelia({ ...settings, credentials }).start(startCommand, {}, patiently()))
    expect(softly).toMatchObject({ code: 'platform-auth-failed', outcome: 'not-started' })
  })
})

import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { salesforceAgentforce } from '../src'
import { json, loopback } from './loopback'
import { heardOf, talk, words } from './talk'

const piece = (message: string) => ({ type: 'TextChunk', id: 'c', message })

/** Says something to an agent that answers so. */
const answeredWith = (...messages: object[]) => answeredBy(...messages.map((message) => ({ message })))

/** The same, by whole frames. */
async function answeredBy(...frames: object[]) {
  const url = await loopback((request, response) => {
    if (request.url?.endsWith('/token'))
      return json(response, 200, { access_token: 't', instance_url: url, api_instance_url: url })
    if (request.url?.endsWith('/sessions')) return json(response, 200, { sessionId: 's', messages: [] })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join(''))
  })
  const login = { loginUrl: url, clientId: 'c', clientSecret: 's' }
  const spoken = await talk(salesforceAgentforce({ ...login, agentId: '0XxSB0000000001' }))
  await spoken.conversation.send('hello')
  return spoken
}

it.each([
  ['does not come', []],
  ['is empty', [{ type: 'Inform', id: 'i', message: null }]],
])('what the agent says in pieces is a message, also where the whole text %s', async (_, whole) => {
  const spoken = await answeredWith(piece('All '), piece('said.'), ...whole, { type: 'EndOfTurn' })
  expect(words(spoken)).toEqual(['All said.'])
  const said = heardOf(spoken, 'message').findLast(({ author }) => author.role === 'bot')
  expect(heardOf(spoken, 'partial').at(-1)?.messageId).toBe(said?.messageId)
})

it('what the agent says at once is a message in either frame that Salesforce describes', async () => {
  const said = { type: 'Inform', id: 'i', message: 'Hello.' }
  const spoken = await answeredBy({ messages: [said], _links: {} }, { message: { type: 'EndOfTurn' } })
  expect(words(spoken)).toEqual(['Hello.'])
})

it('what the agent has withdrawn is no message', async () => {
  const spoken = await answeredWith(piece('Wrong'), { type: 'ValidationFailureChunk' }, { type: 'EndOfTurn' })
  expect(words(spoken)).toEqual([])
})

it('an agent that fails does not go on typing', async () => {
  const spoken = await answeredWith({ type: 'ProgressIndicator' }, { type: 'Failure' })
  expect(heardOf(spoken, 'typing').map(({ typing }) => typing)).toEqual([true, false])
  expect(spoken.notices.join()).toContain('failed to answer')
})

it.each([
  'Failure',
  'SessionEnded',
])('what the agent has said in pieces before a %s is a message', async (type) => {
  const spoken = await answeredWith(piece('One '), piece('moment'), { type })
  expect(words(spoken)).toEqual(['One moment'])
})

/** An agent that takes no token but these, and of whose sessions one is gone. */
const knowing = (...tokens: string[]) => answeringNothing((response) => json(response, 404, {}), ...tokens)

/** The same, behind a gateway that answers in this way that there is nothing. */
async function answeringNothing(nothing: (response: ServerResponse) => unknown, ...tokens: string[]) {
  let logins = 0
  const url = await loopback((request, response) => {
    if (request.url?.endsWith('/token')) {
      logins += 1
      return json(response, 200, { access_token: `t${logins}`, instance_url: url, api_instance_url: url })
    }
    const isGood = tokens.some((token) => request.headers.authorization === `Bearer ${token}`)
    if (!isGood || request.url?.includes('/gone/')) return nothing(response)
    json(response, 200, { messages: [] })
  })
  const login = { loginUrl: url, clientId: 'c', clientSecret: 's' }
  const { send } = salesforceAgentforce({ ...login, agentId: '0XxSB0000000001', streaming: false })
  const command = {
    type: 'send',
    commandId: 'c',
    messageId: 'm',
    message: { type: 'text', text: 'hi' },
  } as const
  return {
    say: (sessionId: string) => send(command, { sessionId }, { signal: AbortSignal.timeout(30_000) }),
    logins: () => logins,
  }
}

it('a token that the agent does not know ends no conversation while a new one may do', async () => {
  const agent = await knowing('t2')
  await agent.say('s')
  expect(agent.logins()).toBe(2)
})

it.each([
  404, 410,
])('a gateway’s page that there is nothing (%d) ends no conversation, and costs no login where the token was taken before', async (status) => {
  const page = (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<p>')
  const agent = await answeringNothing(page, 't2')
  await agent.say('s')
  for (let times = 0; times < 2; times += 1) {
    const told = { code: 'platform-reply-invalid', outcome: 'not-started' }
    await expect(agent.say('gone')).rejects.toMatchObject(told)
  }
  expect(agent.logins()).toBe(2)
})

it('a session that is gone costs no login where the token was taken before', async () => {
  const agent = await knowing('t1')
  await agent.say('s')
  for (let times = 0; times < 3; times += 1) {
    await expect(agent.say('gone')).rejects.toMatchObject({ code: 'platform-session-gone' })
  }
  expect(agent.logins()).toBe(1)
})

it('a session that is gone costs no login at each try where no token was taken before', async () => {
  const agent = await knowing('t1', 't2')
  for (let times = 0; times < 3; times += 1) {
    await expect(agent.say('gone')).rejects.toMatchObject({ code: 'platform-session-gone' })
  }
  await agent.say('s')
  expect(agent.logins()).toBe(2)
})

it('the sources that the agent cites are shown below its words, each once', async () => {
  const source = (value: unknown, label: string | null) => ({ type: 'link', value, label, recordId: 'ka0' })
  const page = source('https://shop.example.com/returns', null)
  const citedReferences = [
    page,
    page,
    source('https://shop.example.com/a', 'Sizes'),
    source('javascript:x', 'y'),
    7,
  ]
  const said = { type: 'Inform', id: 'i', message: 'Within 30 days.', citedReferences }
  const spoken = await answeredWith(said, { type: 'EndOfTurn' })
  expect(words(spoken)).toEqual([
    'Within 30 days.',
    'https://shop.example.com/returns\nSizes: https://shop.example.com/a',
  ])
})

it('a start at an agent that is not there costs one login, and not one for each try', async () => {
  let logins = 0
  const url = await loopback((request, response) => {
    if (!request.url?.endsWith('/token')) return json(response, 404, {})
    logins += 1
    json(response, 200, { access_token: 't', instance_url: url, api_instance_url: url })
  })
  const login = { loginUrl: url, clientId: 'c', clientSecret: 's' }
  const connector = salesforceAgentforce({ ...login, agentId: '0XxSB0000000001' })
  for (let times = 0; times < 2; times += 1) {
    await expect(talk(connector)).rejects.toMatchObject({ code: 'platform-misconfigured' })
  }
  expect(logins).toBe(1)
})

/** An agent that takes a token for the first start only, and then the next one, where it is there at all. */
async function startingTwice({ isDeleted = false } = {}) {
  let logins = 0
  let starts = 0
  const url = await loopback((request, response) => {
    if (request.url?.endsWith('/token')) {
      logins += 1
      return json(response, 200, { access_token: `t${logins}`, instance_url: url, api_instance_url: url })
    }
    starts += 1
    const isGood = starts === 1 || (request.headers.authorization === 'Bearer t2' && !isDeleted)
    json(response, isGood ? 200 : 404, isGood ? { sessionId: 's', messages: [] } : {})
  })
  const login = { loginUrl: url, clientId: 'c', clientSecret: 's' }
  const connector = salesforceAgentforce({ ...login, agentId: '0XxSB0000000001' })
  await talk(connector)
  return { connector, logins: () => logins }
}

it('a start is not given up for a token that has become stale, which Salesforce may answer with 404', async () => {
  const { connector } = await startingTwice()
  await talk(connector)
})

it('an agent that is deleted costs one login, and not one for each start', async () => {
  const { connector, logins } = await startingTwice({ isDeleted: true })
  for (let times = 0; times < 3; times += 1) {
    await expect(talk(connector)).rejects.toMatchObject({ code: 'platform-misconfigured' })
  }
  expect(logins()).toBe(2)
})

it('an answer that cannot be read may be of what was done', async () => {
  const url = await loopback((request, response) => {
    if (request.url?.endsWith('/token'))
      return json(response, 200, { access_token: 't', instance_url: url, api_instance_url: url })
    json(response, 200, { messages: 7 })
  })
  const login = { loginUrl: url, clientId: 'c', clientSecret: 's' }
  const { start, send } = salesforceAgentforce({ ...login, agentId: '0XxSB0000000001', streaming: false })
  const context = { signal: AbortSignal.timeout(30_000) }
  const doubtful = { code: 'platform-reply-invalid', outcome: 'unknown' }
  const about = { commandId: 'c', conversationId: 'c', customerDestination: 'd', attributes: {} }
  await expect(start({ type: 'start', channel: 'web-chat', ...about }, {}, context)).rejects.toMatchObject(
    doubtful,
  )
  const said = { type: 'send', commandId: 'c', messageId: 'm' } as const
  const text = { ...said, message: { type: 'text', text: 'hi' } } as const
  await expect(send(text, { sessionId: 's' }, context)).rejects.toMatchObject(doubtful)
  const choice = { ...said, message: { type: 'choice', choiceId: 'a', title: 'A', inReplyTo: 'm' } } as const
  await expect(send(choice, { sessionId: 's' }, context)).rejects.toMatchObject({ code: 'not-supported' })
})

import { expect, it } from 'vitest'
import { salesforceAgentforce } from '../src'
import { json, loopback } from './loopback'
import { heardOf, talk, words } from './talk'

const piece = (message: string) => ({ type: 'TextChunk', id: 'c', message })

/** Says something to an agent that answers so. */
async function answeredWith(...messages: object[]) {
  const url = await loopback((request, response) => {
    if (request.url?.endsWith('/token'))
      return json(response, 200, { access_token: 't', instance_url: url, api_instance_url: url })
    if (request.url?.endsWith('/sessions')) return json(response, 200, { sessionId: 's', messages: [] })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(messages.map((message) => `data: ${JSON.stringify({ message })}\n\n`).join(''))
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

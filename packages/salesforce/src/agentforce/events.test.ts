import { expect, it } from 'vitest'
import { createReplyTranslator } from './events'

const translated = (message: object) =>
  createReplyTranslator('t').translate({ type: '', citedReferences: [], ...message })

it.each([
  ['ClientRequest', 'customer-ended'],
  ['UserRequest', 'customer-ended'],
  ['Expiration', 'platform-expired'],
  ['Error', 'platform-error'],
  ['Transfer', 'bot-ended'],
  [undefined, 'bot-ended'],
])('a session that is ended by %s is a conversation that ends as %s', (told, reason) => {
  expect(translated({ type: 'SessionEnded', reason: told })).toEqual([{ type: 'ended', id: 'ended', reason }])
})

it.each(['Inform', 'Inquire', 'Confirm'])('%s is said by the agent', (type) => {
  expect(translated({ type, id: 'i', message: 'Hello?' })).toMatchObject([
    { type: 'message', id: 't/1', author: { role: 'bot' }, parts: [{ type: 'text', text: 'Hello?' }] },
  ])
})

import { expect, it } from 'vitest'
import { entryIdIn, messageIdFor, ownIdIn } from './message-id'

it.each([
  ['one id for both', 'm1', 'm1', 'm1', 'm1'],
  ['an id for the entry, one for the message', 'm1', 'e1 m1', 'e1', 'm1'],
  ['no id inside', undefined, 'e1', 'e1', 'e1'],
])('a message with %s', (name, ownId, messageId, entryId, answered) => {
  const id = messageIdFor(name.startsWith('one') ? 'm1' : 'e1', ownId)
  expect(id).toBe(messageId)
  expect(entryIdIn(id)).toBe(entryId)
  expect(ownIdIn(id)).toBe(answered)
})

import { describe, expect, it } from 'vitest'
import { messageIdFor } from './message-id'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('the id of a message', () => {
  it('is a UUID v4, the same for the same client id in the same conversation', () => {
    expect(messageIdFor('one', 'a')).toMatch(UUID_V4)
    expect(messageIdFor('one', 'a')).toBe(messageIdFor('one', 'a'))
    expect(messageIdFor('one', 'a')).not.toBe(messageIdFor('one', 'b'))
    expect(messageIdFor('one', 'a')).not.toBe(messageIdFor('two', 'a'))
  })

  it('is a new one where the client gave none', () => {
    expect(messageIdFor('one', undefined)).toMatch(UUID_V4)
    expect(messageIdFor('one', undefined)).not.toBe(messageIdFor('one', undefined))
  })
})

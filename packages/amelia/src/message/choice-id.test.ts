import { describe, expect, it } from 'vitest'
import { choiceIdOf, fieldAndValueOf, wordsIdOf } from './choice-id'

describe('the id of a choice', () => {
  it.each([
    ['topic', 'track_order'],
    ['a=b&c', 'x=y&z ü'],
    ['', ''],
  ])('names field %j and value %j', (field, value) => {
    expect(fieldAndValueOf(choiceIdOf(field, value))).toEqual({ field, value })
  })

  it('names nothing where it would be longer than a customer may send, and is still its own', () => {
    const [one, other] = ['x', 'y'].map((end) => choiceIdOf('topic', 'x'.repeat(300) + end))
    expect(one).toMatch(/^choice [0-9a-f]{32}$/)
    expect(one).not.toBe(other)
    expect(fieldAndValueOf(one ?? '')).toBeUndefined()
  })

  it('is not taken for a field and a value where the words alone are the answer', () => {
    expect(fieldAndValueOf(wordsIdOf('1 + 1 = 2'))).toBeUndefined()
  })
})

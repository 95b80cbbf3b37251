import { describe, expect, it } from 'vitest'
import { choiceIdOf, fieldAndValueOf } from './choice-id'

describe('the id of a choice', () => {
  it.each([
    ['topic', 'track_order'],
    ['a=b&c', 'x=y&z ü'],
    ['', ''],
  ])('names field %j and value %j', (field, value) => {
    expect(fieldAndValueOf(choiceIdOf(field, value, 0))).toEqual({ field, value })
  })

  it('is only a number where it would be longer than a customer may send', () => {
    const choiceId = choiceIdOf('topic', 'x'.repeat(300), 2)
    expect(choiceId).toBe('choice 3')
    expect(fieldAndValueOf(choiceId)).toBeUndefined()
  })
})

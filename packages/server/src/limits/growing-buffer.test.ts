import { expect, it } from 'vitest'
import { createGrowingBuffer } from './growing-buffer'

it.each([[[]], [['one']], [['o', 'n', 'e', ' by one', ', and more']]])('puts %j together', (pieces) => {
  const collected = createGrowingBuffer()
  for (const piece of pieces) collected.add(Buffer.from(piece))
  expect(collected.content().toString()).toBe(pieces.join(''))
  expect(collected.length()).toBe(pieces.join('').length)
})

it('leaves the pieces as they are, and whatever shares their memory', () => {
  const shared = Buffer.from('abcdef')
  const collected = createGrowingBuffer()
  collected.add(shared.subarray(0, 2))
  collected.add(Buffer.from('XY'))
  expect(collected.content().toString()).toBe('abXY')
  expect(shared.toString()).toBe('abcdef')
})

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { countSegments } from './segments'
import { splitText } from './split-text'

const sentence = 'The parcel has left our house and is on its way to you. '
const family = '👨‍👩‍👧‍👦'
const withoutBlanks = (text: string) => text.replace(/\s+/g, '')

/** Each end of a sentence, a word or a character costs a look at the whole text that it is looked for in. */
function workOf(text: string): number {
  let work = 0
  const segment = Intl.Segmenter.prototype.segment
  const counting = vi.spyOn(Intl.Segmenter.prototype, 'segment').mockImplementation(function (
    this: Intl.Segmenter,
    input,
  ) {
    const segments = segment.call(this, input)
    work += input.length * [...segments].length
    return segments
  })
  try {
    splitText(text)
  } finally {
    counting.mockRestore()
  }
  return work
}

describe('a text in messages', () => {
  it('is one message when it fits', () => {
    expect(splitText('Hello')).toEqual(['Hello'])
    expect(splitText('a'.repeat(1_530))).toHaveLength(1)
  })

  it('is no message when there is nothing to read', () => {
    expect(splitText(' \n ')).toEqual([])
  })

  it('is cut at the ends of sentences', () => {
    const messages = splitText(sentence.repeat(60))
    expect(messages.length).toBeGreaterThan(1)
    for (const message of messages) expect(message).toMatch(/^The parcel.*to you\.$/s)
  })

  it('is cut between words where a sentence is too long', () => {
    const messages = splitText('word '.repeat(600))
    expect(messages.length).toBeGreaterThan(1)
    for (const message of messages) expect(message).toMatch(/^word( word)*$/)
  })

  it('is cut between characters as people see them where there is no word', () => {
    const messages = splitText(family.repeat(200))
    expect(messages.length).toBeGreaterThan(1)
    for (const message of messages) expect(message.replaceAll(family, '')).toBe('')
  })

  it('takes 10 kB and more, and loses nothing but blanks', () => {
    const text = sentence.repeat(190)
    expect(text.length).toBeGreaterThan(10_240)
    const messages = splitText(text)
    expect(withoutBlanks(messages.join(''))).toBe(withoutBlanks(text))
  })

  it.each([
    ['one word', 'x'],
    ['words', 'word '],
  ])('takes a text of %s that never ends, with work that grows as the text does', (_, piece) => {
    const [short, long] = [piece.repeat(2_000), piece.repeat(8_000)]
    expect(workOf(long) / workOf(short)).toBeLessThan(6)
    expect(withoutBlanks(splitText(long).join(''))).toBe(withoutBlanks(long))
  })

  it('holds for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 4_000, size: 'max' }), (text) => {
        const messages = splitText(text)
        expect(withoutBlanks(messages.join(''))).toBe(withoutBlanks(text))
        for (const message of messages) {
          expect(message.length).toBeLessThanOrEqual(1_600)
          expect(countSegments(message).segments).toBeLessThanOrEqual(10)
        }
      }),
      { numRuns: 50 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { countSegments } from './segments'

const family = '👨‍👩‍👧‍👦'

describe('the segments of a text', () => {
  it.each<[string, string, 'GSM-7' | 'UCS-2', number]>([
    ['nothing', '', 'GSM-7', 0],
    ['one letter', 'a', 'GSM-7', 1],
    ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
    ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
    ['two full pieces', 'a'.repeat(306), 'GSM-7', 2],
    ['one more', 'a'.repeat(307), 'GSM-7', 3],
    ['accents that the alphabet has', 'àéñü ÄÖ', 'GSM-7', 1],
    ['80 euro signs are 160 septets', '€'.repeat(80), 'GSM-7', 1],
    ['81 euro signs', '€'.repeat(81), 'GSM-7', 2],
    [
      'a euro sign that would be cut goes to the next piece',
      `${'a'.repeat(152)}€${'a'.repeat(152)}`,
      'GSM-7',
      3,
    ],
    ['brackets count double', '[]'.repeat(40), 'GSM-7', 1],
    ['70 characters of another alphabet', 'ж'.repeat(70), 'UCS-2', 1],
    ['71 of them', 'ж'.repeat(71), 'UCS-2', 2],
    ['one typographic quote changes the alphabet', `${'a'.repeat(100)}’`, 'UCS-2', 2],
    ['emoji only', '😀'.repeat(35), 'UCS-2', 1],
    ['one emoji too many', '😀'.repeat(36), 'UCS-2', 2],
    ['an emoji that would be cut goes to the next piece', '😀'.repeat(67), 'UCS-2', 3],
    ['an emoji of several characters', family, 'UCS-2', 1],
  ])('%s', (_name, text, encoding, segments) => {
    expect(countSegments(text)).toEqual({ encoding, segments })
  })
})

import { describe, expect, it } from 'vitest'
import { keepableJson, keepableText } from './keepable'

describe('what Postgres can keep', () => {
  it.each([
    ['NUL', 'a\u0000b', 'ab'],
    ['half of an emoji', 'a\ud83d', 'a\ufffd'],
    ['the other half', '\ude00b', '\ufffdb'],
    ['a whole emoji', '\ud83d\ude00', '\ud83d\ude00'],
    ['what only looks like an escape', 'C:\\u0000\\\\ud83d', 'C:\\u0000\\\\ud83d'],
    ['a backslash before one', '\\\u0000\\\ud83d', '\\\\\ufffd'],
    ['other control characters', '\u0001\u001f\n', '\u0001\u001f\n'],
  ])('%s', (_, text, kept) => {
    expect(keepableText(text)).toBe(kept)
    expect(JSON.parse(keepableJson({ [text]: [text] }))).toEqual({ [kept]: [kept] })
  })
})

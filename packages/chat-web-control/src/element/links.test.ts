import { expect, test } from 'vitest'
import { stretchesOf } from './links'

test.each([
  ['nothing to click', [{ text: 'nothing to click' }]],
  [
    'See https://example.com/a?b=1#c, please.',
    [
      { text: 'See ' },
      { text: 'https://example.com/a?b=1#c', href: 'https://example.com/a?b=1#c' },
      { text: ', please.' },
    ],
  ],
  [
    '(https://example.com/a_(b))',
    [{ text: '(' }, { text: 'https://example.com/a_(b)', href: 'https://example.com/a_(b)' }, { text: ')' }],
  ],
  ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
  ['<img src=x onerror=alert(1)>', [{ text: '<img src=x onerror=alert(1)>' }]],
])('finds the addresses in %j', (text, expected) => {
  expect(stretchesOf(text)).toEqual(expected)
})

test('an address is found in front of as many brackets as a message can hold', () => {
  const brackets = ')'.repeat(30_000)
  const [address, rest] = stretchesOf(`http://example.com/a${brackets}`)
  expect(address).toEqual({ text: 'http://example.com/a', href: 'http://example.com/a' })
  expect(rest?.text.length).toBe(brackets.length)
})

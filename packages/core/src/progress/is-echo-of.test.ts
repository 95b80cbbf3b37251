import { expect, it } from 'vitest'
import { isEchoOf } from './is-echo-of'

it.each([
  ['trimmed', ' hello ', 'hello'],
  ['with other ends of lines', 'one\ntwo', 'one\r\ntwo'],
  ['with its lines as a page has them', 'one\ntwo', 'one<br/>two'],
  ['escaped', `a < b & "c" isn't d`, 'a &lt; b &amp; &quot;c&quot; isn&#39;t d'],
  ['escaped by numbers', `it's 😀`, 'it&#x27;s &#128512;'],
  ['escaped though it looks so itself', '&lt;', '&amp;lt;'],
  ['as it was, though it looks escaped', '&lt;', '&lt;'],
])('an echo that comes back %s is recognised', (_, said, echo) => {
  expect(isEchoOf(echo, said)).toBe(true)
})

it.each([
  ['other words', 'hello', 'hello there'],
  ['more escaped than it can be', '<', '&amp;lt;'],
  ['a reference that is none', 'x', '&#0000000;'],
])('an echo of %s is not', (_, said, echo) => {
  expect(isEchoOf(echo, said)).toBe(false)
})

import { expect, test } from 'vitest'
import { languageOf } from './language'

test.each([
  [['de-CH', 'en'], 'de-CH'],
  [['', null, undefined, 'fr'], 'fr'],
  [['en_us'], 'en-US'],
  // As headless browsers and many templates have it.
  [['en-US@posix', 'x-default', 'not a language', 'pt'], 'pt'],
  [[], 'en'],
])('of %j it is %s', (candidates, expected) => {
  expect(languageOf(candidates)).toBe(expected)
})

import { expect, it } from 'vitest'
import { databaseErrorFrom } from './database-error'

it.each([
  ['EPIPE', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['57P03', 'unavailable'],
  ['53100', 'unavailable'],
  [undefined, 'unavailable'],
  ['40P01', 'again'],
  ['23505', 'collision'],
  ['42703', 'broken'],
  ['XX000', 'broken'],
])('takes %s for %s', (code, failure) => {
  expect(databaseErrorFrom(Object.assign(new Error('from the library'), { code }))).toMatchObject({ failure })
})

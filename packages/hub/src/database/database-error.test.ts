import { describe, expect, it } from 'vitest'
import { databaseErrorFrom, databaseUnavailable } from './database-error'

/** SQLSTATEs as Postgres documents them (appendix A), and what `pg` and Node give where there is none. */
const codes = [
  ['28P01', 'a password that is no longer the one', 'unavailable'],
  ['3D000', 'a database that is being restored', 'unavailable'],
  ['25P03', 'a transaction that was idle for too long', 'unavailable'],
  ['53100', 'disk full', 'unavailable'],
  ['53300', 'too many connections', 'unavailable'],
  ['57014', 'a statement that took too long', 'unavailable'],
  ['57P01', 'an administrator’s shutdown', 'unavailable'],
  ['57P03', 'a server that starts', 'unavailable'],
  ['ECONNRESET', 'a connection that broke', 'unavailable'],
  ['EPIPE', 'a broken pipe, in as many letters as an SQLSTATE', 'unavailable'],
  [undefined, 'a connection that ended without a word', 'unavailable'],
  ['40001', 'what could not be serialized', 'again'],
  ['40P01', 'a deadlock', 'again'],
  ['23505', 'a row that is there already', 'collision'],
  ['42703', 'a column that does not exist', 'broken'],
  ['XX000', 'a defect of the server’s own', 'broken'],
] as const

describe('what the database says', () => {
  it.each(codes)('%s, %s, is %s', (code, _, failure) => {
    expect(databaseErrorFrom({ code, message: 'a value of the statement' })).toMatchObject({ failure })
  })

  it.each([
    ['The server does not support SSL connections', 'no-tls'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'no-password'],
    ['Connection terminated due to connection timeout', 'timeout'],
    ['timeout exceeded when trying to connect', 'timeout'],
    ['Connection terminated unexpectedly', 'connection'],
  ])('has a name also where `pg` has words only: %s', (words, code) => {
    expect(databaseErrorFrom(new Error(words))).toMatchObject({ failure: 'unavailable', code })
  })

  it('is told to callers as 503 where nothing is wrong with the statement, and without its values', () => {
    for (const code of ['57014', '53100', '40P01']) {
      const error = databaseUnavailable(databaseErrorFrom({ code, message: 'a value of the statement' }))
      expect(error).toMatchObject({ code: 'database-unavailable', status: 503 })
      expect(error.message).not.toContain('a value')
    }
  })

  it.each([
    ['ECONNREFUSED', 'not-started'],
    ['28P01', 'not-started'],
    ['53100', 'not-started'],
    ['40P01', 'not-started'],
    ['ECONNRESET', 'unknown'],
    ['57P01', 'unknown'],
    [undefined, 'unknown'],
  ])('says whether something may have been written all the same: %s, %s', (code, outcome) => {
    expect(databaseUnavailable(databaseErrorFrom({ code }))).toMatchObject({ outcome })
  })
})

import { AxiosError } from 'axios'
import { expect, it } from 'vitest'
import { cannotReach } from './errors'

it.each([
  'ECONNREFUSED',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('nothing was started where no connection came about: %s', (code) => {
  const error = cannotReach(new AxiosError('canary', code), 'Sending the message', 1)
  expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  expect(error.message).toContain(`(${code})`)
})

it('what was lost on the way may have been started', () => {
  const error = cannotReach(new AxiosError('canary', 'ECONNRESET'), 'Sending the message', 1)
  expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'unknown' })
})

import { expect, it } from 'vitest'
import { cannotReach } from './errors'

it.each([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('nothing was sent where no connection came about: %s', (code) => {
  const thrown = Object.assign(new Error('canary'), { code })
  const error = cannotReach(thrown, { doing: 'Sending a text message', hasEffect: true })
  expect(error).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  expect(error.message).toContain(code)
})

import { expect, it } from 'vitest'
import { networkError } from './network-error'

const { signal } = new AbortController()

it.each([
  ['ECONNREFUSED', 'platform-unreachable', 'not-started'],
  ['ENOTFOUND', 'platform-unreachable', 'not-started'],
  ['EAI_AGAIN', 'platform-unreachable', 'not-started'],
  ['EHOSTUNREACH', 'platform-unreachable', 'not-started'],
  ['ENETUNREACH', 'platform-unreachable', 'not-started'],
  ['UND_ERR_CONNECT_TIMEOUT', 'platform-unreachable', 'not-started'],
  ['CERT_HAS_EXPIRED', 'platform-unreachable', 'not-started'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'platform-unreachable', 'not-started'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'platform-unreachable', 'not-started'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'platform-unreachable', 'not-started'],
  ['UND_ERR_HEADERS_TIMEOUT', 'platform-timeout', 'unknown'],
  ['UND_ERR_BODY_TIMEOUT', 'platform-timeout', 'unknown'],
  ['ECONNRESET', 'platform-unreachable', 'unknown'],
])('a request that failed by %s is %s, and its outcome is %s', (code, meaning, outcome) => {
  const thrown = new TypeError('canary', { cause: Object.assign(new Error('canary'), { code }) })
  const error = networkError(thrown, { doing: 'Asking', hasEffect: true, host: 'x.example', signal })
  expect(error).toMatchObject({ code: meaning, outcome })
  expect(error.message).not.toContain('canary')
})

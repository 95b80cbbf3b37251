import { expect, it } from 'vitest'
import { errorFromAnswer } from './errors'

const refused = (code: number) => ({
  status: 400,
  mediaType: 'application/json',
  text: JSON.stringify({ code, message: 'canary' }),
})

it.each([
  ['a failure of Salesforce’s own service', 'message', 20002, 'platform-unavailable', 'backoff'],
  ['another one', 'conversation', 20004, 'platform-unavailable', 'backoff'],
  ['parameters that a message cannot have', 'message', 10089, 'platform-refused', 'never'],
  ['a route that is not the partner’s to choose', 'route', 10089, 'platform-misconfigured', 'never'],
  ['a message for a conversation that is gone', 'message', 10018, 'platform-session-gone', 'never'],
  ['a receipt of which nobody knows the conversation', 'receipt', 10018, 'platform-refused', 'never'],
  ['a receipt of which nobody knows the session', 'receipt', 10071, 'platform-refused', 'never'],
  ['a sign of typing of which nobody knows the session', 'typing', 10071, 'platform-refused', 'never'],
] as const)('%s', (_, operation, number, code, remedy) => {
  const error = errorFromAnswer(operation, refused(number))
  expect(error).toMatchObject({ code, remedy, outcome: 'not-started' })
  expect(error.message).toContain(String(number))
  expect(error.message).not.toContain('canary')
})

it.each([
  ['a conflict that is not explained', { status: 409, mediaType: '', text: '' }],
  ['a reason that broke off', { status: 400, mediaType: 'application/json', text: '{"code":1007' }],
])('%s may be of a message that has arrived before: it is sent again', (_, answer) => {
  const error = errorFromAnswer('message', answer)
  expect(error).toMatchObject({ code: 'platform-reply-invalid', remedy: 'backoff', outcome: 'unknown' })
})

it.each([
  [
    'a limit that is told in words',
    { status: 400, message: 'Interaction request rate limit exceeded' },
    'platform-rate-limited',
  ],
  ['a failure whose code is 500', { status: 400, code: 500 }, 'platform-unavailable'],
  [
    'a refusal whose code is in its details',
    { status: 200, errorDetail: { code: 10022 } },
    'platform-misconfigured',
  ],
])('%s is known for what it is', (_, { status, ...told }, code) => {
  const answer = { status, mediaType: 'application/json', text: JSON.stringify({ success: false, ...told }) }
  expect(errorFromAnswer('consent', answer)).toMatchObject({ code })
})

it('a refusal that has no code is one all the same', () => {
  const answer = { status: 400, mediaType: 'application/json', text: '{"message":"canary"}' }
  expect(errorFromAnswer('message', answer)).toMatchObject({ code: 'platform-refused', remedy: 'never' })
})

it.each([
  [408, 'platform-timeout', 'backoff'],
  [413, 'message-too-large', 'never'],
] as const)('what a gateway on the way does not pass on (%d) is no refusal of Salesforce’s', (status, code, remedy) => {
  const error = errorFromAnswer('message', { status, mediaType: 'text/html', text: '<html>canary</html>' })
  expect(error).toMatchObject({ code, remedy, outcome: 'not-started' })
  expect(error.message).not.toContain('canary')
})

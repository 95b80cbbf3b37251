import { expect, test } from 'vitest'
import { encodeNested, fromAmelia } from './canonical'

test.each([
  ['OutboundTextMessage', 'TextMessageFromAmelia'],
  ['OutboundEchoMessage', 'EchoMessageFromAmelia'],
  ['OutboundAmeliaReadyMessage', 'AmeliaReadyMessageFromAmelia'],
  ['OutboundBmlStatusMessage', 'OutboundBmlStatusMessageFromAmelia'],
  ['OutboundStreamingTextMessage', 'StreamingTextMessageFromAmelia'],
])('%s is spelt %s at the gateway', (type, spelt) => {
  expect(fromAmelia(type)).toBe(spelt)
})

test.each([
  ['object', { a: 1 }],
  ['encoded', '{"a":1}'],
  ['doubly-encoded', '"{\\"a\\":1}"'],
] as const)('nested JSON as %s', (nestedJson, encoded) => {
  expect(encodeNested({ a: 1 }, nestedJson)).toEqual(encoded)
})

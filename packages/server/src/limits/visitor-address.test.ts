import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { visitorAddress } from './visitor-address'

function requestFrom(remoteAddress: string, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

it.each([
  ['127.0.0.1', undefined, undefined],
  ['::1', undefined, undefined],
  ['::ffff:127.0.0.1', undefined, undefined],
  ['203.0.113.7', undefined, '203.0.113.7'],
  ['::ffff:203.0.113.7', undefined, '203.0.113.7'],
  ['2001:db8::1', undefined, '2001:db8::1'],
  ['10.0.0.4', undefined, '10.0.0.4'],
  // A proxy of ours wrote the last entry; what stands before it, anybody may have written.
  ['127.0.0.1', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
  ['10.0.0.4', '203.0.113.9', '203.0.113.9'],
  ['fd00::1', '203.0.113.9', '203.0.113.9'],
  ['203.0.113.7', '127.0.0.1', '203.0.113.7'],
])('a request from %s with X-Forwarded-For %s comes from %s', (peer, forwarded, expected) => {
  expect(visitorAddress(requestFrom(peer, forwarded))).toBe(expected)
})

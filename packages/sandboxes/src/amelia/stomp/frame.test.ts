import { expect, test } from 'vitest'
import { formatFrame, parseFrames } from './frame'

test.each([
  ['a send', 'SEND\ndestination:/amelia/session.in\nX-A:1\n\n{"a":1}\0', 'SEND', '{"a":1}'],
  ['no body', 'DISCONNECT\nreceipt:7\n\n\0', 'DISCONNECT', ''],
  ['carriage returns', 'SEND\r\nreceipt:7\r\n\r\nbody\0', 'SEND', 'body'],
  ['heart-beats before it', '\n\nSEND\nreceipt:7\n\nx\0\n', 'SEND', 'x'],
])('reads %s', (_case, text, command, body) => {
  expect(parseFrames(text)).toMatchObject({ frames: [{ command, body }], rest: '' })
})

test('keeps half a frame for later', () => {
  expect(parseFrames('ACK\n\n\0SEND\nrec')).toMatchObject({ frames: [{ command: 'ACK' }], rest: 'SEND\nrec' })
})

test('header values come back as they were, and the first of two counts', () => {
  const headers = { 'X-Name': 'a:b\\c\nd\r' }
  expect(parseFrames(formatFrame({ command: 'MESSAGE', headers, body: '' })).frames[0]?.headers).toEqual(
    headers,
  )
  expect(parseFrames('SEND\na:1\na:2\n\n\0').frames[0]?.headers).toEqual({ a: '1' })
})

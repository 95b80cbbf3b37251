import { describe, expect, it } from 'vitest'
import { canonicalType, jsonField, readMessage } from './message'

/** A greeting text as a trace of 2019 has it, with the ids replaced. */
const traced = {
  messageId: '7a9a…01',
  contextId: '7a9a…02',
  headers: {
    'X-Amelia-Message-Id': '7a9a…01',
    'X-Amelia-Message-Type': 'OutboundTextMessage',
    'X-Amelia-Session-Sequence': '2',
    'X-Amelia-Source-User-Type': 'Amelia',
    'X-Amelia-Self-Echo': 'false',
    'X-Amelia-Input-Enabled': 'false',
    'X-Amelia-Timestamp': '1570849498445',
  },
  messageText: 'Hello, Greg.',
  fromUserDisplayName: 'Amelia',
  secureResponse: false,
  messageType: 'TextMessageFromAmelia',
  ameliaMessageType: 'OutboundTextMessage',
  sessionSequence: 2,
  sourceUserType: 'Amelia',
  selfEcho: false,
  inputEnabled: false,
  timestamp: 1570849498.445,
}

describe('reading a message', () => {
  it('reads what a trace shows', () => {
    expect(readMessage(traced)).toMatchObject({
      id: '7a9a…01',
      type: 'Text',
      text: 'Hello, Greg.',
      from: 'amelia',
      name: 'Amelia',
      selfEcho: false,
      inputEnabled: false,
      sequence: 2,
      at: '2019-10-12T03:04:58.445Z',
    })
  })

  it('knows a message that has no id again by its place in the session, and takes no two for one', () => {
    const nameless = {
      messageType: 'TextMessageFromAmelia',
      sessionId: 's',
      messageId: null,
      messageText: 'x',
    }
    const idOf = (more: object) => readMessage({ ...nameless, ...more })?.id
    expect(idOf({ sessionSequence: 5 })).toBe(idOf({ sessionSequence: '5' }))
    expect(idOf({ sessionSequence: 5 })).not.toBe(idOf({ sessionSequence: 6 }))
    expect(idOf({ sessionSequence: 5 })).not.toBe(idOf({ sessionSequence: 5, sessionId: 't' }))
    expect(idOf({ sessionSequence: 5, sessionId: null })).not.toBe(
      idOf({ sessionSequence: 5, sessionId: null }),
    )
    expect(idOf({})).not.toBe(idOf({}))
  })

  it('reads the same from the headers alone', () => {
    const { headers, messageText, fromUserDisplayName } = traced
    const { fields: _, ...read } = readMessage({ headers, messageText, fromUserDisplayName }) ?? {
      fields: {},
    }
    const { fields: __, ...whole } = readMessage(traced) ?? { fields: {} }
    expect(read).toEqual(whole)
    const open = { ...headers, 'X-Amelia-Input-Enabled': 'true' }
    expect(readMessage({ headers: open })?.inputEnabled).toBe(true)
  })

  it.each([
    [{ ameliaMessageType: 'OutboundTextMessage', messageType: 'TextMessageFromAmelia' }],
    [{ ameliaMessageType: 'OutboundTextMessage', messageType: 'OutboundTextMessage' }],
    [{ ameliaMessageType: 'TextMessageFromAmelia', messageType: 'OutboundTextMessage' }],
    [{ ameliaMessageType: 'TextMessageFromAmelia' }],
    [{ messageType: 'TextMessageFromAmelia' }],
    [{ messageType: 'OutboundTextMessage' }],
    [{ messageType: 'OutboundTextMessageFromAmelia', ameliaMessageType: null }],
    [{ headers: { 'x-amelia-message-type': 'OutboundTextMessage' } }],
  ])('knows a text by %j', (types) => {
    expect(readMessage({ messageId: '1', ...types })?.type).toBe('Text')
  })

  it.each([
    ['OutboundBmlStatusMessageFromAmelia', 'BmlStatus'],
    ['OutboundEchoMessage', 'Echo'],
    ['AmeliaReadyMessageFromAmelia', 'AmeliaReady'],
    ['StreamingTextMessageFromAmelia', 'StreamingText'],
  ])('%s is %s', (written, type) => {
    expect(canonicalType(written)).toBe(type)
  })

  it.each([
    [1570849498.445, '2019-10-12T03:04:58.445Z'],
    [1570849498445, '2019-10-12T03:04:58.445Z'],
    ['1570849498445', '2019-10-12T03:04:58.445Z'],
    ['1549406252.772000000', '2019-02-05T22:37:32.772Z'],
    [1e300, undefined],
    ['soon', undefined],
  ])('reads the time %s', (timestamp, at) => {
    expect(readMessage({ ...traced, headers: {}, timestamp })?.at).toBe(at)
  })

  it.each([
    [true, true],
    ['true', true],
    ['false', false],
    [false, false],
    [undefined, undefined],
    [7, undefined],
  ])('reads the flag %j', (selfEcho, read) => {
    expect(readMessage({ ...traced, headers: {}, selfEcho })?.selfEcho).toBe(read)
  })

  it('takes the flag of the headers where the body has none', () => {
    const headers = { ...traced.headers, 'X-Amelia-Self-Echo': 'true' }
    expect(readMessage({ ...traced, headers, selfEcho: undefined })?.selfEcho).toBe(true)
  })

  it.each([[null], ['text'], [7], [[]], [{}], [{ messageText: 'no type' }]])('%j is no message', (raw) => {
    expect(readMessage(raw)).toBeUndefined()
  })

  it('is not put off by fields of a wrong type', () => {
    const odd = {
      ...traced,
      messageText: 7,
      headers: 'none',
      sessionSequence: {},
      attributes: 1,
      timestamp: null,
    }
    expect(readMessage(odd)).toMatchObject({
      type: 'Text',
      text: undefined,
      sequence: undefined,
      at: undefined,
    })
  })

  it.each([
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    [JSON.stringify('{"a":1}'), { a: 1 }],
    ['{"a":', undefined],
    [undefined, undefined],
  ])('reads the JSON field %j', (value, read) => {
    const message = readMessage({ ...traced, formInputData: value })
    expect(message && jsonField(message, 'formInputData')).toEqual(read)
  })

  it('finds what the answer has to be like there too', () => {
    const message = readMessage({ messageType: 'OutboundTextMessage', attributes: { secure_response: true } })
    expect(message?.secure).toBe(true)
  })

  it('finds the fields of releases before 3.7.17 in the attributes', () => {
    const message = readMessage({ ...traced, attributes: { formInputData: { a: 1 } } })
    expect(message && jsonField(message, 'formInputData')).toEqual({ a: 1 })
  })
})

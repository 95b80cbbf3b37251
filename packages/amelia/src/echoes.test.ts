import { expect, it } from 'vitest'
import { translate } from './events'
import { readMessage } from './message/message'

const sam = { sourceUserType: 'Agent', fromUserDisplayName: 'Sam', selfEcho: false }
const echo = (text: string) => ({ type: 'echo', id: 'm1', text })
const state = (name: string) => ({ type: 'state', id: 'm1/state', state: name })
const ready = { type: 'input', expected: true }
const says = (text: string, author: object) => ({
  type: 'message',
  id: 'm1',
  author,
  parts: [{ type: 'text', text }],
})

it.each<[string, string, object, ReadonlyArray<object>]>([
  [
    'the customer’s own words',
    'OutboundEchoMessage',
    { messageText: '<b>as typed</b>', selfEcho: true, sourceUserType: 'User' },
    [echo('<b>as typed</b>')],
  ],
  [
    'the customer’s words without the flag',
    'EchoMessageFromAmelia',
    { messageText: 'x', sourceUserType: 'User' },
    [echo('x')],
  ],
  [
    'the customer’s own words by the header',
    'OutboundEchoMessage',
    { messageText: 'x', headers: { 'X-Amelia-Self-Echo': 'true' } },
    [echo('x')],
  ],
  [
    'the customer’s words where nothing says whose they are, which the vendor’s page shows as no person’s either',
    'OutboundEchoMessage',
    { messageText: 'x', sourceUserType: undefined, fromUserDisplayName: undefined },
    [echo('x')],
  ],
  [
    'a person’s words without the flag',
    'OutboundEchoMessage',
    { messageText: 'I am Sam', ...sam, selfEcho: undefined },
    [state('with-agent'), says('I am Sam', { role: 'agent', name: 'Sam' })],
  ],
  [
    'a person’s words',
    'OutboundEchoMessage',
    { messageText: 'I am Sam', inputEnabled: 'true', ...sam },
    [state('with-agent'), says('I am Sam', { role: 'agent', name: 'Sam' }), ready],
  ],
  [
    'words that are not the customer’s own, where nothing else says whose they are',
    'OutboundEchoMessage',
    { messageText: 'I am Sam', ...sam, sourceUserType: undefined },
    [state('with-agent'), says('I am Sam', { role: 'agent', name: 'Sam' })],
  ],
  [
    'words that a person said in this session',
    'OutboundEchoMessage',
    { messageText: 'x', ...sam, selfEcho: true },
    [echo('x')],
  ],
])('an echo of %s', (_name, type, fields, events) => {
  const message = readMessage({ messageId: 'm1', ameliaMessageType: type, ...fields })
  expect(message && translate(message, 'gateway')).toEqual(events)
})

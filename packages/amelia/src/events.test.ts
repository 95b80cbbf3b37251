import type { PlatformEvent } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { translate } from './events'
import { readMessage } from './message/message'

function eventsOf(type: string, fields: object = {}): PlatformEvent[] {
  const message = readMessage({
    messageId: 'm1',
    ameliaMessageType: type,
    fromUserDisplayName: 'Amelia',
    sourceUserType: 'Amelia',
    ...fields,
  })
  return message ? translate(message, 'gateway') : []
}

const bot = { role: 'bot', name: 'Amelia' }
const sam = { sourceUserType: 'Agent', fromUserDisplayName: 'Sam', selfEcho: false }
const says = (text: string, author: object = bot) => ({
  type: 'message',
  id: 'm1',
  author,
  parts: [{ type: 'text', text }],
})
const notice = (code: string) => ({ type: 'notice', code, text: expect.any(String) })
const ready = { type: 'input', expected: true }
const ended = (reason: string) => ({ type: 'ended', id: 'm1/ended', reason })
const state = (name: string) => ({ type: 'state', id: 'm1/state', state: name })
const participant = (change: string, author: object) => ({
  type: 'participant',
  id: 'm1/participant',
  change,
  author,
})

const form = {
  name: 'f',
  allowedUserInputs: 'FORM_ONLY',
  fields: [{ name: 'size', options: [{ name: 'S', value: 's' }] }],
}
const choices = [{ choiceId: 'size=s', title: 'S' }]

describe('what Amelia’s messages mean', () => {
  it.each<[string, string, object, ReadonlyArray<object>]>([
    [
      'a picture without words',
      'OutboundTextMessage',
      { messageText: '<p><img class="map" src="https://maps.example.com/?a=1&amp;b=2"></p>' },
      [says('https://maps.example.com/?a=1&b=2')],
    ],
    ['a picture that is none', 'OutboundTextMessage', { messageText: '<img src="javascript:x">' }, []],
    ['her words', 'OutboundTextMessage', { messageText: 'Hello <b>you</b>' }, [says('Hello you')]],
    [
      'her words at the end of a turn',
      'OutboundTextMessage',
      { messageText: 'Hi', inputEnabled: true },
      [says('Hi'), ready],
    ],
    ['a text without words', 'OutboundTextMessage', { messageText: null }, []],
    [
      'a text whose words are for a voice alone',
      'OutboundTextMessage',
      { messageText: null, speechMessageText: 'Hi' },
      [says('Hi')],
    ],
    ['a text of markup only', 'OutboundTextMessage', { messageText: '<br>' }, []],
    [
      'a person’s words as a text',
      'OutboundTextMessage',
      { messageText: 'Hi', ...sam },
      [says('Hi', { role: 'agent', name: 'Sam' })],
    ],
    [
      'a card in place of the words',
      'OutboundCardMessage',
      { messageText: JSON.stringify({ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Shoes' }] }) },
      [{ ...says(''), parts: [{ type: 'card', title: 'Shoes' }] }],
    ],
    ['the end of her turn', 'OutboundAmeliaReadyMessage', { inputEnabled: true }, [ready]],
    ['an error that she tells', 'OutboundSystemErrorMessage', { messageText: 'Sorry' }, [says('Sorry')]],
    [
      'a person comes',
      'OutboundAgentSessionChangedMessage',
      { messageText: 'Sam has joined', ...sam },
      [
        participant('joined', { role: 'agent', name: 'Sam' }),
        state('with-agent'),
        says('Sam has joined', { role: 'system' }),
      ],
    ],
    [
      'somebody whose source is not told',
      'OutboundAgentSessionChangedMessage',
      { messageText: null, ...sam, sourceUserType: undefined },
      [participant('joined', { role: 'agent', name: 'Sam' }), state('with-agent')],
    ],
    [
      'Amelia is back, her source is not told',
      'OutboundAgentSessionChangedMessage',
      { messageText: null, sourceUserType: undefined },
      [participant('left', { role: 'agent' }), state('with-bot')],
    ],
    [
      'Amelia is back',
      'OutboundAgentSessionChangedMessage',
      { messageText: null },
      [participant('left', { role: 'agent' }), state('with-bot')],
    ],
    [
      'Amelia is back, who is called otherwise here',
      'OutboundAgentSessionChangedMessage',
      { messageText: null, fromUserDisplayName: 'Nova' },
      [participant('left', { role: 'agent' }), state('with-bot')],
    ],
    [
      'an escalation',
      'OutboundEscalationStartedMessage',
      { messageText: 'One moment', inputEnabled: true },
      [{ type: 'escalated', id: 'm1/escalated' }, says('One moment'), ready],
    ],
    [
      'a person types',
      'OutboundUserActivityMessage',
      { typing: true, ...sam },
      [{ type: 'typing', author: { role: 'agent', name: 'Sam' }, typing: true }],
    ],
    ['the customer types', 'OutboundUserActivityMessage', { typing: true, sourceUserType: 'User' }, []],
    [
      'closed by the customer',
      'OutboundConversationClosedMessage',
      { messageText: 'Bye', closedBy: 'user' },
      [says('Bye'), ended('customer-ended')],
    ],
    [
      'closed by a person',
      'OutboundConversationClosedMessage',
      { closedBy: 'agent' },
      [ended('agent-ended')],
    ],
    [
      'closed by a person, told by the source',
      'OutboundConversationClosedMessage',
      sam,
      [ended('agent-ended')],
    ],
    [
      'closed by inactivity',
      'OutboundConversationClosedMessage',
      { attributes: { closedBy: 'TIMEOUT' } },
      [ended('customer-idle')],
    ],
    ['closed by Amelia', 'OutboundConversationClosedMessage', {}, [ended('bot-ended')]],
    [
      'the session is over',
      'OutboundSessionClosedMessage',
      { messageText: 'Over' },
      [says('Over'), ended('platform-expired')],
    ],
    [
      'a form',
      'OutboundFormInputMessage',
      { messageText: 'Size?', formInputData: JSON.stringify(JSON.stringify(form)) },
      [
        { ...says(''), parts: [{ type: 'choices', text: 'Size?', choices }] },
        { type: 'input', expected: false },
      ],
    ],
    [
      'a form on a text',
      'OutboundTextMessage',
      { messageText: 'Size?', formInputData: { ...form, allowedUserInputs: 'BOTH' }, inputEnabled: true },
      [{ ...says(''), parts: [{ type: 'choices', text: 'Size?', choices }] }, ready],
    ],
    [
      'a card',
      'OutboundCardMessage',
      { messageText: 'Look', card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Shoes' }] } },
      [
        {
          ...says(''),
          parts: [
            { type: 'text', text: 'Look' },
            { type: 'card', title: 'Shoes' },
          ],
        },
      ],
    ],
    ['a card that cannot be read', 'OutboundCardMessage', { card: { type: 'Hologram' } }, []],
    [
      'an integration message with a card',
      'OutboundIntegrationMessage',
      { integrationMessageData: JSON.stringify({ componentType: 'card', payload: { title: 'Shoes' } }) },
      [{ ...says(''), parts: [{ type: 'card', title: 'Shoes' }] }],
    ],
    [
      'an integration message for a web page',
      'OutboundIntegrationMessage',
      { messageText: 'Look', integrationMessageData: { action: 'x', payload: { title: 'x' } } },
      [says('Look'), notice('amelia-integration-passed-by')],
    ],
    [
      'a file',
      'OutboundPresentMessage',
      { messageText: 'Here', resourceToPresent: { filename: 'r.pdf', label: 'Receipt' } },
      [says('Here\nReceipt (r.pdf)'), notice('amelia-file-not-fetched')],
    ],
    [
      'a request for a file',
      'OutboundRequestMessage',
      { messageText: 'A picture, please', attributes: { hint_text: 'PNG' } },
      [says('A picture, please\nPNG'), notice('amelia-upload-asked')],
    ],
    [
      'a legacy request for a file',
      'OutboundTextMessage',
      { messageText: 'A picture UPLOAD_REQUEST_MESSAGE_EVENT' },
      [says('A picture'), notice('amelia-upload-asked')],
    ],
  ])('%s', (_name, type, fields, events) => {
    expect(eventsOf(type, fields)).toEqual(events)
  })

  it('gives every event of a message an id of its own', () => {
    const ids = eventsOf('OutboundConversationClosedMessage', { messageText: 'Bye' }).map((event) =>
      'id' in event ? event.id : '',
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})

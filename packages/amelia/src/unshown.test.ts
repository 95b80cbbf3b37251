import { describe, expect, it } from 'vitest'
import { translate } from './events'
import { readMessage } from './message/message'

function eventsOf(type: string, fields: object = {}) {
  const message = readMessage({ messageId: 'm1', ameliaMessageType: type, ...fields })
  return message ? translate(message, 'gateway') : []
}

const notice = (code: string) => ({ type: 'notice', code, text: expect.any(String) })

describe('what the customer is not shown', () => {
  it.each<[string, string, object, ReadonlyArray<object>]>([
    ['suspended', 'OutboundConversationSuspendedMessage', {}, [notice('amelia-suspended')]],
    [
      'another domain',
      'OutboundDomainChangeMessage',
      { newDomainId: 'x' },
      [notice('amelia-domain-changed')],
    ],
    ['an avatar’s face', 'OutboundBmlStatusMessageFromAmelia', { bml: '{}', messageText: 'x' }, []],
    [
      'an analysis that has text',
      'OutboundDeepDmStatusMessage',
      { messageText: 'intent', inputEnabled: true },
      [],
    ],
    ['an acknowledgement request', 'OutboundAckRequestMessage', {}, []],
    ['the end of a replay', 'OutboundReplayFinishedMessage', {}, []],
    ['what nobody knows', 'OutboundHologramMessage', { messageText: 'of a type to come' }, []],
  ])('%s', (_name, type, fields, events) => {
    expect(eventsOf(type, fields)).toEqual(events)
  })

  it('puts no words of a conversation into a notice', () => {
    for (const type of [
      'OutboundPresentMessage',
      'OutboundRequestMessage',
      'OutboundConversationSuspendedMessage',
    ]) {
      const notices = eventsOf(type, { messageText: 'canary', hintText: 'canary' }).filter(
        (event) => event.type === 'notice',
      )
      expect(JSON.stringify(notices)).not.toContain('canary')
    }
  })
})

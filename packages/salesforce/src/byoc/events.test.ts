import type { PlatformEvent } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { isOfSession, replayIdOf, translatePlatformEvent } from './events'
import { startOf } from './session'
import { resolveSettings } from './settings'
import { noticesAbout } from './unreadable'

const settings = resolveSettings({
  scrtUrl: 'https://x.my.salesforce-scrt.com',
  loginUrl: 'https://x.my.salesforce.com',
  orgId: '00DSB0000001Kqx',
  clientId: 'c',
  clientSecret: 's',
  channel: 'Channel',
  channelAddress: 'address',
  event: 'Hub_Event__e',
})

const entry = {
  senderDisplayName: 'Sam',
  identifier: 'e1',
  entryType: 'Message',
  entryPayload: {
    entryType: 'Message',
    id: 'e1',
    abstractMessage: {
      id: 'e1',
      messageType: 'StaticContentMessage',
      staticContent: { formatType: 'Text', text: 'Hi' },
    },
  },
  sender: { appType: 'agent', subject: '005', role: 'Agent' },
  transcriptedTimestamp: 0,
}
const session = (sessionStatus: string) => ({
  ...entry,
  entryType: 'SessionStatusChanged',
  entryPayload: { sessionId: '0MwSB0000000001AAA', sessionStatus },
})
const about = {
  conversationIdentifier: 'c1',
  channelAddressIdentifier: 'address',
  recipient: { appType: 'custom', subject: '+14155550123', role: 'EndUser' },
}
const event = (payload: object, eventType = 'Interaction') => ({
  schema: 's',
  payload: { CreatedDate: '', EventType__c: eventType, Payload__c: JSON.stringify(payload) },
  event: { replayId: 7 },
})
const nested = { ...about, payload: entry }
const started = { subject: '+14155550123', routingAttributes: {}, startedAt: 1_000_000 }

describe('a platform event', () => {
  it.each([
    ['nested', nested],
    ['flat', { ...about, ...entry }],
  ])('is filed under its customer (%s)', (_, payload) => {
    expect(translatePlatformEvent(event(payload), settings)).toMatchObject({
      key: '+14155550123',
      events: [
        { type: 'message', id: 'e1', author: { role: 'agent', name: 'Sam' }, parts: [{ text: 'Hi' }] },
      ],
    })
  })

  it('is understood with its fields wrapped, too', () => {
    const { event: place, payload: fields } = event(nested)
    const wrapped = { EventType__c: { string: 'Interaction' }, Payload__c: { string: fields.Payload__c } }
    expect(translatePlatformEvent({ payload: wrapped, event: place }, settings)?.key).toBe('+14155550123')
  })

  it('that ends a messaging session names it', () => {
    const entryPayload = {
      sessionId: '0MwSB0000000001AAA',
      sessionStatus: 'Ended',
      sessionEndedByRole: 'Agent',
    }
    const ended = { ...entry, entryType: 'SessionStatusChanged', entryPayload }
    expect(translatePlatformEvent(event({ ...about, payload: ended }), settings)?.events).toEqual([
      { type: 'ended', id: 'ended 0MwSB0000000001', reason: 'agent-ended' },
    ])
  })

  it.each([
    'OptOut',
    'OptedOut',
  ])('that says the customer opted out (%s) ends the conversation', (consentStatus) => {
    const optOut = { ...entry, entryType: 'EndUserConsentUpdated', entryPayload: { consentStatus } }
    expect(translatePlatformEvent(event({ ...about, payload: optOut }), settings)?.events).toEqual([
      { type: 'ended', id: 'ended', reason: 'opted-out' },
    ])
  })

  it.each([
    ['words', entry],
    [
      'a failed routing',
      {
        ...entry,
        entryType: 'RoutingResult',
        entryPayload: { routingType: 'Initial', failureType: 'RoutingError' },
      },
    ],
    [
      'who came',
      {
        ...entry,
        entryType: 'ParticipantChanged',
        entryPayload: { entries: [{ operation: 'add', participant: { role: 'Agent' } }] },
      },
    ],
    ['who waited', session('Waiting')],
    [
      'what was read',
      {
        ...entry,
        entryType: 'ReadAcknowledgement',
        entryPayload: { acknowledgedConversationEntryIdentifier: 'm1' },
      },
    ],
    ['the end of a session, where it is not known which one is ours', session('Ended')],
    ['a place in the queue', { ...entry, entryType: 'QueuePosition', entryPayload: { position: 2 } }],
    [
      'who has opted out',
      { ...entry, entryType: 'EndUserConsentUpdated', entryPayload: { consentStatus: 'OptOut' } },
    ],
  ])('from before the start is about the customer’s last conversation: %s', (_, written) => {
    const at = (transcriptedTimestamp: number) => {
      const payload = { ...about, payload: { ...written, transcriptedTimestamp } }
      return translatePlatformEvent(event(payload), settings)?.events ?? []
    }
    const isOurs = (one: PlatformEvent) => isOfSession(started, one)
    expect([at(999_999).map(isOurs), at(1_000_000).map(isOurs)]).toEqual([[false], [true]])
  })

  it.each([
    ['the time of an agent’s own computer', { transcriptedTimestamp: undefined, clientTimestamp: 5 }],
    ['a time that is none', { transcriptedTimestamp: 0 }],
  ])('is of this conversation where all that is told is %s', (_, times) => {
    const payload = { ...about, payload: { ...entry, ...times } }
    const events = translatePlatformEvent(event(payload), settings)?.events ?? []
    expect(events.map((one) => isOfSession(started, one))).toEqual([true])
  })

  it('is compared with the start by the clock that is behind', () => {
    const margin = 10_000
    expect(startOf({ preparedAt: 99_000 }, 200_000, 100_000)).toEqual({ startedAt: 99_000 - margin })
    expect(startOf({ preparedAt: 99_000 }, 50_000, 100_000)).toEqual({ startedAt: 49_000 - margin })
    expect(startOf({ preparedAt: 110_000 }, 50_000, 100_000)).toEqual({ startedAt: 50_000 - margin })
    expect(startOf({ preparedAt: 99_000 }, undefined, 100_000)).toEqual({})
  })

  it('that says a message was not delivered is a receipt', () => {
    const entryPayload = { failedConversationEntryIdentifier: 'm1', errorCode: '30003' }
    const failed = { ...entry, entryType: 'MessageDeliveryFailed', entryPayload }
    expect(translatePlatformEvent(event({ ...about, payload: failed }), settings)?.events).toEqual([
      { type: 'receipt', id: 'e1', messageId: 'm1', status: 'failed', code: '30003' },
    ])
  })

  it.each([
    ['another channel', event({ ...nested, channelAddressIdentifier: 'other' })],
    ['a request to route', event(nested, 'RoutingRequested')],
    ['no JSON', { payload: { EventType__c: 'Interaction', Payload__c: '{' }, event: { replayId: 1 } }],
    ['nothing known', { something: 'new' }],
  ])('passes by: %s', (_, message) => {
    expect(translatePlatformEvent(message, settings)).toBeUndefined()
  })

  it.each([
    ['nested', { ...about, payload: { ...entry, identifier: null } }],
    ['flat', { ...about, ...entry, identifier: undefined }],
  ])('that is a message without an id is mentioned (%s)', (_, payload) => {
    expect(translatePlatformEvent(event(payload), settings)).toMatchObject({
      key: '+14155550123',
      events: [{ type: 'notice', code: 'event-unreadable' }],
    })
  })

  it('says where to go on', () => {
    expect(replayIdOf(event(nested))).toBe('7')
    expect(replayIdOf({})).toBeUndefined()
  })
})

describe('a platform event of which nobody can say for whom it is', () => {
  const { payload: fields, event: place } = event(nested)
  const cutOff = { ...fields, Payload__c: fields.Payload__c.slice(0, -20) }
  const { EventType__c, Payload__c, ...others } = fields

  it.each([
    ['cut off', cutOff, /no JSON, or was cut off/],
    ['without its type', { ...others, Payload__c }, /EventType__c; check eventTypeField/],
    ['without its payload', { ...others, EventType__c }, /Payload__c; check payloadField/],
  ])('is told to the operator (%s)', (_, payload, sentence) => {
    const notices = noticesAbout({ payload, event: place }, settings)
    expect(notices).toMatchObject([{ code: 'event-unreadable', text: expect.stringMatching(sentence) }])
    expect(JSON.stringify(notices)).not.toMatch(/Hi|Sam|\+1415/)
  })

  it.each([
    ['one that is understood', event(nested)],
    ['one of another kind', event({}, 'RoutingRequested')],
    ['what is none', { channel: '/meta/connect' }],
  ])('is not %s', (_, message) => {
    expect(noticesAbout(message, settings)).toEqual([])
  })
})

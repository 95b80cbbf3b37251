import type { ChannelEvent } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { eventsOf } from './events'

const inbound = {
  MessageSid: 'SM1',
  SmsSid: 'SM1',
  SmsStatus: 'received',
  AccountSid: 'AC1',
  From: '+12025550123',
  To: '+12025550100',
  Body: 'Hello',
  NumMedia: '0',
}
const message: ChannelEvent = { type: 'message', id: 'SM1', from: '+12025550123', text: 'Hello', media: [] }
const status = (MessageStatus: string, more: Record<string, string> = {}) => ({
  MessageSid: 'SM2',
  MessageStatus,
  SmsStatus: MessageStatus,
  To: '+12025550123',
  From: '+12025550100',
  ...more,
})

describe('the events of a webhook', () => {
  it.each<[string, Record<string, string>, ChannelEvent[]]>([
    ['a message', inbound, [message]],
    ['a message of emoji only', { ...inbound, Body: '😀👍🏽' }, [{ ...message, text: '😀👍🏽' }]],
    [
      'a message with files',
      {
        ...inbound,
        Body: '',
        NumMedia: '2',
        MediaUrl0: 'https://api.twilio.com/0',
        MediaContentType0: 'image/jpeg',
        MediaUrl1: 'https://api.twilio.com/1',
      },
      [
        {
          ...message,
          text: '',
          media: [
            { url: 'https://api.twilio.com/0', mediaType: 'image/jpeg' },
            { url: 'https://api.twilio.com/1', mediaType: 'application/octet-stream' },
          ],
        },
      ],
    ],
    ['an opt-out that Twilio saw', { ...inbound, OptOutType: 'STOP' }, [{ ...message, consent: 'opt-out' }]],
    ['an opt-in', { ...inbound, OptOutType: 'START' }, [{ ...message, consent: 'opt-in' }]],
    ['a call for help', { ...inbound, OptOutType: 'HELP' }, [{ ...message, consent: 'help' }]],
    ['fields that are not known', { ...inbound, FromCity: 'X', NewField: '1' }, [message]],
    [
      'a message that is named as in older days',
      { SmsSid: 'SM1', From: '+12025550123', Body: 'Hello' },
      [message],
    ],
    ['a file without an address', { ...inbound, NumMedia: '1' }, [message]],
    ['queued', status('queued'), []],
    ['a status that is not known', status('pondering'), []],
    ['sent', status('sent'), [{ type: 'receipt', carrierId: 'SM2', status: 'sent' }]],
    ['delivered', status('delivered'), [{ type: 'receipt', carrierId: 'SM2', status: 'delivered' }]],
    ['read', status('read'), [{ type: 'receipt', carrierId: 'SM2', status: 'read' }]],
    [
      'undelivered',
      status('undelivered', { ErrorCode: '30006' }),
      [{ type: 'receipt', carrierId: 'SM2', status: 'failed', code: 'destination-invalid' }],
    ],
    [
      'canceled',
      status('canceled'),
      [{ type: 'receipt', carrierId: 'SM2', status: 'failed', code: 'platform-refused' }],
    ],
    [
      'failed because it has waited in Twilio’s queue for too long',
      status('failed', { ErrorCode: '30036' }),
      [{ type: 'receipt', carrierId: 'SM2', status: 'failed', code: 'platform-rate-limited' }],
    ],
    [
      'failed after an opt-out',
      status('failed', { ErrorCode: '21610' }),
      [{ type: 'receipt', carrierId: 'SM2', status: 'failed', code: 'destination-opted-out' }],
    ],
    [
      'failed for no reason',
      status('failed'),
      [{ type: 'receipt', carrierId: 'SM2', status: 'failed', code: 'platform-refused' }],
    ],
    ['nothing', {}, []],
  ])('%s', (_name, fields, events) => {
    expect(eventsOf(new URLSearchParams(fields))).toEqual(events)
  })
})

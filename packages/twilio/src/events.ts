import type {
  CarrierReceipt,
  ChannelEvent,
  ConsentKeyword,
  InboundMedia,
  InboundMessage,
} from '@conversation-hub/core'
import { codeOf } from './errors'

/** What a webhook's fields tell; nothing where they tell nothing that concerns a conversation. */
export function eventsOf(fields: URLSearchParams): ChannelEvent[] {
  // Status reports are told from messages by this field (Twilio, "Outbound message status in status callbacks").
  const event = fields.has('MessageStatus') ? receiptOf(fields) : messageOf(fields)
  return event ? [event] : []
}

function messageOf(fields: URLSearchParams): InboundMessage | undefined {
  const id = fields.get('MessageSid') ?? fields.get('SmsSid')
  const from = fields.get('From')
  if (!id || !from) return undefined
  const consent = consentOf(fields.get('OptOutType'))
  return {
    type: 'message',
    id,
    from,
    text: fields.get('Body') ?? '',
    media: mediaOf(fields),
    ...(consent && { consent }),
  }
}

function mediaOf(fields: URLSearchParams): InboundMedia[] {
  const count = Number(fields.get('NumMedia')) || 0
  return Array.from({ length: count }, (_, index) => ({
    url: fields.get(`MediaUrl${index}`) ?? '',
    mediaType: fields.get(`MediaContentType${index}`) ?? 'application/octet-stream',
  })).filter(({ url }) => url !== '')
}

/** Present where Twilio itself watches over consent (Twilio, "Advanced Opt-Out"). */
function consentOf(optOutType: string | null): ConsentKeyword | undefined {
  switch (optOutType) {
    case 'STOP':
      return 'opt-out'
    case 'START':
      return 'opt-in'
    case 'HELP':
      return 'help'
    default:
      return undefined
  }
}

function receiptOf(fields: URLSearchParams): CarrierReceipt | undefined {
  const carrierId = fields.get('MessageSid')
  const status = statusOf(fields.get('MessageStatus'))
  if (!carrierId || !status) return undefined
  if (status !== 'failed') return { type: 'receipt', carrierId, status }
  return { type: 'receipt', carrierId, status, code: codeOf(Number(fields.get('ErrorCode'))) }
}

/** `accepted`, `scheduled`, `queued` and `sending` say nothing that is not known. */
function statusOf(status: string | null): CarrierReceipt['status'] | undefined {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return status
    case 'undelivered':
    case 'failed':
    case 'canceled':
      return 'failed'
    default:
      return undefined
  }
}

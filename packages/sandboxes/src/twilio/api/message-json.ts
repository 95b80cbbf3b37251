import { twilioSandboxCredentials } from '../credentials'
import type { Message } from '../world/message'

const { accountSid } = twilioSandboxCredentials

/** A message as the API shows it. */
export function messageJson(message: Message): Record<string, unknown> {
  const { sid, direction, from, to, body, status, errorCode, media, createdAt, sentAt } = message
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: rfc2822(createdAt),
    date_sent: sentAt === null ? null : rfc2822(sentAt),
    date_updated: rfc2822(sentAt ?? createdAt),
    direction,
    error_code: errorCode,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: String(media.length),
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  }
}

function rfc2822(milliseconds: number): string {
  return new Date(milliseconds).toUTCString().replace('GMT', '+0000')
}

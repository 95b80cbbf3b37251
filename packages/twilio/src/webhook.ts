import { type ChannelEvent, ConversationError, type WebhookRequest } from '@conversation-hub/core'
import { z } from 'zod'
import { eventsOf } from './events'
import { parseJson } from './json'
import type { ResolvedSettings } from './settings'
import { isSigned } from './signature'

const jsonFieldsSchema = z.record(z.string(), z.unknown())

/**
 * What Twilio posted. A message has no time of its own to go stale by: that the same one has no second effect is
 * the driver's part, by its id.
 *
 * Throws `unauthorized` where the signature is not Twilio's for this address, `invalid-request` where the
 * message is for another account or number.
 */
export async function receiveWebhook(
  request: WebhookRequest,
  { authToken, accountSid, from }: Pick<ResolvedSettings, 'authToken' | 'accountSid' | 'from'>,
): Promise<ReadonlyArray<ChannelEvent>> {
  const isJson = request.headers.get('content-type')?.includes('json') ?? false
  const form = isJson ? undefined : new URLSearchParams(new TextDecoder().decode(request.body))
  if (!isSigned(request, form, await authToken())) {
    throw new ConversationError(
      'unauthorized',
      'The request’s X-Twilio-Signature is not the one for this address and body. Is authToken (TWILIO_AUTH_TOKEN) ' +
        'the account’s primary token, and is PUBLIC_URL the address that Twilio calls?',
    )
  }
  const fields = form ?? fieldsOf(request.body)
  const ours = fields.has('MessageStatus') ? fields.get('From') : fields.get('To')
  if ((fields.get('AccountSid') ?? accountSid) !== accountSid || (ours ?? from) !== from) {
    throw new ConversationError(
      'invalid-request',
      'The webhook is about another account or number than accountSid (TWILIO_ACCOUNT_SID) and from (TWILIO_FROM). ' +
        'Give each number an address of its own.',
    )
  }
  return eventsOf(fields)
}

/** The fields of a JSON body, under the same names as in a form. */
function fieldsOf(body: Uint8Array): URLSearchParams {
  const parsed = jsonFieldsSchema.safeParse(parseJson(body))
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(parsed.success ? parsed.data : {})) {
    if (typeof value === 'string' || typeof value === 'number') fields.set(name, String(value))
  }
  return fields
}

import { type DeliverCommand, GIVE_UP_AFTER_MS } from '@conversation-hub/core'
import type { ResolvedSettings } from './settings'

/**
 * How long Twilio may keep a message in its own queue, in seconds: as long as the hub tries one. By itself it would be ten
 * hours, and then the message is told as failed (error 30036).
 */
const VALIDITY_SECONDS = GIVE_UP_AFTER_MS / 1_000

/** The fields of `POST Messages.json` (Twilio, Message resource). */
export function messageForm(
  { to, message }: DeliverCommand,
  { from, webhookUrl }: Pick<ResolvedSettings, 'from' | 'webhookUrl'>,
): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from, ValidityPeriod: String(VALIDITY_SECONDS) })
  if (message.text !== '') form.set('Body', message.text)
  for (const url of message.mediaUrls) form.append('MediaUrl', url)
  const callback = webhookUrl()
  if (callback !== undefined) form.set('StatusCallback', callback)
  return form
}

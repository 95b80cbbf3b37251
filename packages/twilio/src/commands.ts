import type { DeliverCommand } from '@conversation-hub/core'
import type { ResolvedSettings } from './settings'

/** The fields of `POST Messages.json` (Twilio, Message resource). */
export function messageForm(
  { to, message }: DeliverCommand,
  { from, webhookUrl }: Pick<ResolvedSettings, 'from' | 'webhookUrl'>,
): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from })
  if (message.text !== '') form.set('Body', message.text)
  for (const url of message.mediaUrls) form.append('MediaUrl', url)
  const callback = webhookUrl()
  if (callback !== undefined) form.set('StatusCallback', callback)
  return form
}

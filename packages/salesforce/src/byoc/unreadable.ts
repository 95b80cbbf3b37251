import type { PlatformNotice } from '@conversation-hub/core'
import { jsonOf } from '../http/parse-answer'
import { platformEventFields } from './events'
import type { ByocSettings } from './settings'

type Fields = Pick<ByocSettings, 'eventTypeField' | 'payloadField'>

/** What to tell an operator about a platform event of which nobody can say to which conversation it belongs. */
export function noticesAbout(message: unknown, settings: Fields): PlatformNotice[] {
  const fields = platformEventFields(message, settings)
  if (!fields) return []
  const { eventType, payload } = fields
  if (eventType === undefined) return [lacks('eventTypeField', settings)]
  if (eventType !== 'Interaction') return []
  if (payload === undefined) return [lacks('payloadField', settings)]
  return jsonOf(payload) === undefined ? [unreadable('whose payload is no JSON, or was cut off')] : []
}

const lacks = (option: keyof Fields, settings: Fields) =>
  unreadable(`without the field ${settings[option]}; check ${option}`)

const unreadable = (how: string): PlatformNotice => ({
  type: 'notice',
  code: 'event-unreadable',
  text: `Salesforce sent a platform event ${how}. It was skipped.`,
})

import { ConversationError } from '@conversation-hub/core'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { carrierOf } from '../channels/carrier-of'
import { refuseOptedOut } from '../channels/consents'
import { findWebSession } from '../sessions/web-sessions'
import type { Resource } from '../settings/settings'
import type { HubContext } from './hub-context'

/**
 * The destination in the form in which it is kept: a live session id, or a phone number in E.164.
 *
 * Throws `destination-invalid` that says what this resource expects, `destination-opted-out` for a customer who
 * does not want to be written to.
 */
export async function resolveDestination(
  { database, settings }: HubContext,
  { resourceId, channel }: Resource,
  destination: string,
): Promise<string> {
  if (channel === 'web-chat') return await liveSession(database, resourceId, destination)
  const number = phoneNumber(resourceId, destination)
  const carrier = carrierOf(settings, resourceId)
  if (carrier) await refuseOptedOut(database, carrier.adapter.address, number)
  return number
}

function phoneNumber(resourceId: string, destination: string): string {
  const parsed = parsePhoneNumberFromString(destination.normalize('NFKC'))
  if (parsed?.isValid()) return parsed.number
  throw new ConversationError(
    'destination-invalid',
    `The resource "${resourceId}" is SMS: the customer destination has to be a phone number with its country code, ` +
      'for example +12025550123.',
  )
}

async function liveSession(
  database: HubContext['database'],
  resourceId: string,
  destination: string,
): Promise<string> {
  const session = await findWebSession(database, destination)
  if (session?.resourceId === resourceId) return session.sessionId
  const why = session
    ? `this session belongs to the resource "${session.resourceId}"`
    : 'there is no live session with this id'
  throw new ConversationError(
    'destination-invalid',
    `The resource "${resourceId}" is a web chat: the customer destination has to be a live session id of it, and ${why}. ` +
      'Sessions are started with POST /v1/sessions.',
  )
}

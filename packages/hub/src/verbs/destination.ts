import { ConversationError } from '@conversation-hub/core'
import { carrierOf } from '../channels/carrier-of'
import { refuseOptedOut } from '../channels/consents'
import { findWebSession } from '../sessions/web-sessions'
import type { Resource } from '../settings/settings'
import type { HubContext } from './hub-context'
import { phoneNumber } from './phone-number'

/**
 * The destination in the form in which it is kept: a live session id, or a phone number in E.164.
 *
 * Throws `destination-invalid` that says what this resource expects, `destination-opted-out` for a customer who
 * does not want to be written to.
 */
export async function resolveDestination(
  { database, settings }: HubContext,
  resource: Resource,
  destination: string,
): Promise<string> {
  const { resourceId, channel } = resource
  if (channel === 'web-chat') return await liveSession(database, resourceId, destination)
  const customer = customerPhone(settings, resource, destination)
  const address = carrierOf(settings, resourceId)?.adapter.address
  if (address !== undefined) await refuseOptedOut(database, { address, customer })
  return customer
}

/** The customer's number in E.164. Throws `destination-invalid`. */
export function customerPhone(
  settings: HubContext['settings'],
  { resourceId, country }: Resource,
  written: string,
): string {
  const address = carrierOf(settings, resourceId)?.adapter.address
  const customer = phoneNumber(written, { country, address })
  if (customer !== undefined) return customer
  throw new ConversationError(
    'destination-invalid',
    `The resource "${resourceId}" is SMS: the customer destination has to be a phone number, best with its country ` +
      'code, for example +12025550123; without one it is read as a number of the resource’s country.',
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

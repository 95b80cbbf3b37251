import { ConversationError } from '@conversation-hub/core'
import { carrierOf } from '../channels/carrier-of'
import { refuseOptedOut } from '../channels/consents'
import type { DestinationTerms } from '../conversations/destination-terms'
import { isSessionId } from '../sessions/web-session'
import { findWebSession } from '../sessions/web-sessions'
import type { Resource } from '../settings/settings'
import type { HubContext } from './hub-context'
import { phoneNumber } from './phone-number'

/**
 * The destination in the form in which it is kept: a session id, or a phone number in E.164.
 *
 * Throws `destination-invalid`, which says what this resource expects.
 */
export function readDestination(
  settings: HubContext['settings'],
  resource: Resource,
  destination: string,
): string {
  if (resource.channel === 'sms') return customerPhone(settings, resource, destination)
  if (isSessionId(destination)) return destination.toLowerCase()
  throw notLive(resource.resourceId, undefined)
}

export function termsOf(
  settings: HubContext['settings'],
  { resourceId, channel }: Resource,
  destination: string,
): DestinationTerms {
  if (channel === 'web-chat') return { sessionId: destination }
  const carrier = carrierOf(settings, resourceId)
  return carrier ? { senderAddress: carrier.adapter.address } : {}
}

/** Throws `destination-invalid`, or `destination-opted-out` if the customer does not want to be written to. */
export async function refuseUnmetTerms(
  { database }: Pick<HubContext, 'database'>,
  { resourceId, destination }: { resourceId: string; destination: string },
  { sessionId, senderAddress }: DestinationTerms,
): Promise<void> {
  if (sessionId !== undefined) {
    const session = await findWebSession(database, sessionId)
    if (session?.resourceId !== resourceId) throw notLive(resourceId, session?.resourceId)
  }
  if (senderAddress === undefined) return
  await refuseOptedOut(database, { address: senderAddress, customer: destination })
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

function notLive(resourceId: string, itsResource: string | undefined): ConversationError {
  const why =
    itsResource === undefined
      ? 'there is no live session with this id'
      : `this session belongs to the resource "${itsResource}"`
  return new ConversationError(
    'destination-invalid',
    `The resource "${resourceId}" is a web chat: the customer destination has to be a live session id of it, and ${why}. ` +
      'Sessions are started with POST /v1/sessions.',
  )
}

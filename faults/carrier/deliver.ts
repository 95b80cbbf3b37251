import { callForm, type HubAnswer } from '../trial/call-hub'
import type { Phone } from '../trial/customer'
import type { Carrier } from './carrier'

/** The webhook of the harness's carrier at a hub. */
export const WEBHOOK_PATH = '/webhooks/phones'

interface Delivery {
  readonly fields: URLSearchParams
  /** The address that is signed. Default: the one that is called. */
  readonly signedAddress?: string
}

/** Delivers a webhook the way the carrier does, signed. `undefined`: there was no answer, and nobody knows. */
export function deliver(
  carrier: Pick<Carrier, 'sign'>,
  url: string,
  { fields, signedAddress = `${url}${WEBHOOK_PATH}` }: Delivery,
): Promise<HubAnswer | undefined> {
  return callForm(url, WEBHOOK_PATH, fields, { 'x-twilio-signature': carrier.sign(signedAddress, fields) })
}

/** A customer's phone. What its owner writes is delivered until somebody takes it. */
export function phoneAt(carrier: Carrier, label: string): Phone {
  const number = carrier.phoneOf(label)
  return {
    number,
    write: (url, id, text) => deliver(carrier, url, { fields: carrier.messageFrom(number, id, text) }),
  }
}

import { callForm, type HubAnswer } from '../trial/call-hub'
import type { Phone } from '../trial/customer'
import type { Carrier } from './carrier'

/** The webhook of the harness's carrier at a hub. */
export const WEBHOOK_PATH = '/webhooks/phones'

interface Delivery {
  readonly fields: URLSearchParams
  /** The address that is signed. */
  readonly signedAddress: string
}

/** Delivers a webhook the way the carrier does, signed. `undefined`: there was no answer, and nobody knows. */
function deliver(
  carrier: Pick<Carrier, 'sign'>,
  url: string,
  { fields, signedAddress }: Delivery,
): Promise<HubAnswer | undefined> {
  return callForm(url, WEBHOOK_PATH, fields, { 'x-twilio-signature': carrier.sign(signedAddress, fields) })
}

/** A customer's phone. `publicUrl`: the address that the carrier knows the hub by, where it is not the one called. */
export function phoneAt(carrier: Carrier, label: string, publicUrl: string | undefined): Phone {
  const number = carrier.phoneOf(label)
  return {
    number,
    write(url, id, text) {
      const fields = carrier.messageFrom(number, id, text)
      return deliver(carrier, url, { fields, signedAddress: `${publicUrl ?? url}${WEBHOOK_PATH}` })
    },
  }
}

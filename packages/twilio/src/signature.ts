import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookRequest } from '@conversation-hub/core'

const SIGNATURE_BYTES = 20

/**
 * Whether Twilio signed this request with our token: HMAC-SHA1 over the address it called, to the letter, and
 * the form's fields (Twilio, "Webhooks security"). The address is tried with and without its port, as Twilio's own
 * libraries do, because what Twilio signs is inconsistent there.
 */
export function isSigned(
  { url, headers, body }: WebhookRequest,
  fields: URLSearchParams | undefined,
  authToken: string,
): boolean {
  const given = Buffer.from(headers.get('x-twilio-signature') ?? '', 'base64')
  if (given.byteLength !== SIGNATURE_BYTES) return false
  // What is not a form is covered by its digest, which stands in the signed address.
  if (fields === undefined && !bodyIsCovered(url, body)) return false
  const signed = fields === undefined ? '' : signedFields(fields)
  let matches = false
  for (const address of spellingsOf(url)) {
    const expected = createHmac('sha1', authToken).update(`${address}${signed}`).digest()
    // No early way out: the time taken says nothing about which spelling was nearly right.
    matches = timingSafeEqual(given, expected) || matches
  }
  return matches
}

/** Names in order, each followed by its value; of a name that comes several times, each different value. */
function signedFields(fields: URLSearchParams): string {
  const names = [...new Set(fields.keys())].sort()
  return names
    .flatMap((name) => [...new Set(fields.getAll(name))].sort().map((value) => `${name}${value}`))
    .join('')
}

function bodyIsCovered(url: string, body: Uint8Array): boolean {
  const promised = URL.canParse(url) ? new URL(url).searchParams.get('bodySHA256') : null
  if (promised === null) return false
  const expected = createHash('sha256').update(body).digest()
  const given = Buffer.from(promised, 'hex')
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected)
}

function spellingsOf(url: string): string[] {
  const match = /^(https?):\/\/([^/?#]+?)(:\d+)?([/?#].*)?$/s.exec(url)
  if (!match) return [url]
  const [, protocol = '', host = '', port, rest = ''] = match
  const other = port === undefined ? (protocol === 'https' ? ':443' : ':80') : ''
  return [url, `${protocol}://${host}${other}${rest}`]
}

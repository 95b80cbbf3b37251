import { ConversationError, type PlatformFile } from '@conversation-hub/core'
import { request } from 'undici'
import { mediaTypeOf } from '../http/call'
import { networkError } from '../http/network-error'
import { doing, errorFromAnswer } from './errors'
import type { Session } from './session'

/** The largest file that is fetched, in bytes: 25 MiB. */
const MAX_FILE_BYTES = 25 * 1_048_576

/** Hosts of Salesforce's, at which any org may have put something. */
const SALESFORCE_HOST = /\.(salesforce|force|salesforce-scrt|documentforce|salesforce-sites)\.com$/

/** Fetches a file that the platform attached. The access token goes to the org's own hosts only. */
export async function readAttachment(
  address: string,
  { accessToken }: Session,
  scrtUrl: string,
  signal: AbortSignal,
): Promise<PlatformFile> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isOurs = url?.origin === scrtUrl || (url?.protocol === 'https:' && SALESFORCE_HOST.test(url.hostname))
  if (!url || !isOurs) {
    throw new ConversationError(
      'platform-refused',
      `${doing.attachment} failed: its address is not one of Salesforce’s.`,
    )
  }
  try {
    const { statusCode, headers, body } = await request(url, {
      ...(isOfTheOrg(url, scrtUrl) && { headers: { authorization: `Bearer ${accessToken}` } }),
      signal,
    })
    const mediaType = mediaTypeOf(headers)
    if (statusCode !== 200) {
      body.destroy()
      throw errorFromAnswer('attachment', { status: statusCode, mediaType, text: '' })
    }
    return { mediaType: mediaType || 'application/octet-stream', content: await readFile(body) }
  } catch (thrown) {
    throw networkError(thrown, { doing: doing.attachment, hasEffect: false, host: url.host, signal })
  }
}

/** Salesforce, My Domain: the hosts of an org, `acme.my.salesforce-scrt.com`, at which its files may lie. */
export function isOfTheOrg({ origin, host }: URL, scrtUrl: string): boolean {
  const hostEndingWith = (end: string) =>
    new URL(scrtUrl).host.replace(/\.my\.salesforce-scrt\.com$/, `.${end}`)
  return origin === scrtUrl || ['my.salesforce.com', 'file.force.com'].map(hostEndingWith).includes(host)
}

async function readFile(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MAX_FILE_BYTES) {
      throw new ConversationError(
        'message-too-large',
        `${doing.attachment} failed: it is larger than 25 MiB.`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

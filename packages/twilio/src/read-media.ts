import { ConversationError, type PlatformFile } from '@conversation-hub/core'
import type { Exchange } from './client'
import { expectSuccess } from './errors'

/** Carriers deliver at most about 5 MB; more is not read, in bytes. */
const MAX_MEDIA_BYTES = 16 * 1024 * 1024
const MAX_REDIRECTS = 3
const DOING = 'Fetching a customer’s file'

/**
 * Fetches a file that a customer sent. Twilio's API is asked with our credentials; it redirects to where the
 * file is stored (Twilio, Media resource), and that address is all that is needed there.
 */
export async function readMedia(
  exchange: Exchange,
  { url, apiUrl }: { url: string; apiUrl: string },
  signal: AbortSignal,
): Promise<PlatformFile> {
  const api = new URL(apiUrl)
  let target = addressIn(url)
  if (target.origin !== api.origin) throw elsewhere()
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const reply = await exchange({
      method: 'GET',
      url: target,
      anonymous: hop > 0,
      doing: DOING,
      maxAnswerBytes: MAX_MEDIA_BYTES,
      signal,
    })
    if (reply.status < 300 || reply.status >= 400 || reply.location === undefined) {
      const { mediaType, bytes } = expectSuccess(reply, DOING, false)
      return { mediaType, content: bytes }
    }
    target = addressIn(reply.location, target)
    if (target.protocol !== 'https:' && target.origin !== api.origin) throw elsewhere()
  }
  throw new ConversationError('platform-reply-invalid', `${DOING} failed: too many redirects.`)
}

function addressIn(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw elsewhere()
  return new URL(text, base)
}

const elsewhere = () =>
  new ConversationError('platform-refused', `${DOING} failed: its address is not one of Twilio’s.`)

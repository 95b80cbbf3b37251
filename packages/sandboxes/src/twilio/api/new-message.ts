import { Refusal } from '../refusal'
import type { TwilioSwitches } from '../switches'
import type { Message } from '../world/message'
import { newSid, type World } from '../world/world'

const MAX_BODY = 1_600
const MAX_MEDIA = 10
const TRIAL = 'Sent from your Twilio trial account - '

/** The message that a form asks for. Throws {@link Refusal} as Twilio words it. */
export function newMessage(form: URLSearchParams, world: World, { trial }: TwilioSwitches): Message {
  const to = phoneNumber(required(form, 'To', 21604, "A 'To' phone number is required."))
  const from = phoneNumber(required(form, 'From', 21603, "A 'From' phone number is required.")) ?? ''
  if (to === undefined) throw new Refusal(400, 21211, `Invalid 'To' Phone Number: ${form.get('To')}`)
  if (!world.numbers.get(from)) {
    throw new Refusal(
      400,
      21606,
      `The 'From' phone number ${from} is not a valid, SMS-capable number of yours.`,
    )
  }
  if (to === from) throw new Refusal(400, 21266, "'To' and 'From' number cannot be the same.")
  const body = form.get('Body') ?? ''
  const media = mediaUrls(form)
  if (body === '' && media.length === 0) throw new Refusal(400, 21602, 'Message body is required.')
  if (body.length > MAX_BODY) {
    throw new Refusal(400, 21617, 'The concatenated message body exceeds the 1600 character limit.')
  }
  if (world.optedOut(from, to)) throw new Refusal(400, 21610, 'Attempt to send to unsubscribed recipient')
  return {
    sid: newSid(media.length > 0 ? 'MM' : 'SM'),
    direction: 'outbound-api',
    from,
    to,
    body: trial ? `${TRIAL}${body}` : body,
    status: 'queued',
    errorCode: null,
    media: media.map((url) => ({ mediaSid: newSid('ME'), contentType: '', url })),
    statusCallback: statusCallback(form),
    createdAt: Date.now(),
    sentAt: null,
  }
}

function required(form: URLSearchParams, name: string, code: number, message: string): string {
  const value = form.get(name)
  if (value === null || value.trim() === '') throw new Refusal(400, code, message)
  return value
}

/** Twilio takes what people write between the digits. */
function phoneNumber(written: string): string | undefined {
  const number = written.replace(/[\s().-]/g, '')
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined
}

function mediaUrls(form: URLSearchParams): string[] {
  const urls = form.getAll('MediaUrl')
  if (urls.length > MAX_MEDIA) throw new Refusal(400, 21623, 'Number of media files exceeds allowed limit')
  const wrong = urls.find((url) => !isWebAddress(url))
  if (wrong !== undefined) throw new Refusal(400, 21620, 'Invalid media URL(s)')
  return urls
}

function statusCallback(form: URLSearchParams): string | null {
  const url = form.get('StatusCallback')
  if (url !== null && !isWebAddress(url)) {
    throw new Refusal(400, 21609, `The 'StatusCallback' URL ${url} is not a valid URL.`)
  }
  return url
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

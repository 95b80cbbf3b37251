import { twilioSandboxCredentials } from '../credentials'
import type { TwilioParts } from '../parts'
import type { WebhookPosts } from '../webhooks'
import { KEYWORD_REPLIES, keywordOf } from '../world/keywords'
import type { Message } from '../world/message'
import { newSid } from '../world/world'

/** What a customer writes. */
export interface WrittenMessage {
  /** The customer's number. */
  readonly from: string
  /** One of the account's. */
  readonly to: string
  readonly text?: string
  readonly media?: ReadonlyArray<{ readonly mediaType: string; readonly content: Uint8Array }>
}

/** What became of the webhook of a customer’s message. */
export interface WebhookOutcome {
  readonly sid: string
  /** What the number's webhook answered; none where it has none or did not answer. */
  readonly status?: number
}

/** The customers' phones. */
export interface Phones {
  write(message: WrittenMessage): Promise<WebhookOutcome>
  /** Posts the webhook of a customer's message once more, as a carrier does that is not sure. */
  redeliver(sid: string): Promise<WebhookOutcome>
}

export function createPhones(
  { world, switches, baseUrl, changed }: TwilioParts,
  webhooks: WebhookPosts,
): Phones {
  async function deliver(message: Message): Promise<WebhookOutcome> {
    const url = world.numbers.get(message.to)?.webhookUrl
    if (!url) return { sid: message.sid }
    const status = await webhooks.post(url, inboundFields(message, baseUrl(), switches().advancedOptOut))
    return { sid: message.sid, ...(status !== undefined && { status }) }
  }

  /** Twilio's own doing, before the account hears of it. */
  function heedKeyword({ from: customer, to: ours, body }: Message): void {
    const keyword = keywordOf(body)
    const wasOut = world.optedOut(ours, customer)
    if (keyword === undefined || (keyword === 'START') !== wasOut) return
    if (keyword !== 'HELP') world.setOptedOut(ours, customer, keyword === 'STOP')
    const reply = newMessage({ direction: 'outbound-reply', from: ours, to: customer })
    world.messages.set(reply.sid, { ...reply, body: KEYWORD_REPLIES[keyword], status: 'delivered' })
  }

  return {
    async write({ from, to, text = '', media = [] }) {
      if (!world.numbers.get(to)) throw new Error(`The account has no number ${to}.`)
      const message: Message = {
        ...newMessage({ direction: 'inbound', from, to }),
        sid: newSid(media.length > 0 ? 'MM' : 'SM'),
        body: text,
        media: media.map(({ mediaType, content }) => ({
          mediaSid: newSid('ME'),
          contentType: mediaType,
          content: Buffer.from(content).toString('base64'),
        })),
      }
      world.messages.set(message.sid, message)
      heedKeyword(message)
      changed(from)
      return await deliver(message)
    },
    async redeliver(sid) {
      const message = world.messages.get(sid)
      if (message?.direction !== 'inbound') throw new Error('No customer wrote such a message.')
      return await deliver(message)
    },
  }
}

function newMessage(way: Pick<Message, 'direction' | 'from' | 'to'>): Message {
  const at = Date.now()
  const empty = { body: '', errorCode: null, media: [], statusCallback: null }
  return { sid: newSid('SM'), ...way, ...empty, status: 'received', createdAt: at, sentAt: at }
}

function inboundFields(message: Message, baseUrl: string, advancedOptOut: boolean): Record<string, string> {
  const { sid, from, to, body, media } = message
  const { accountSid } = twilioSandboxCredentials
  const keyword = advancedOptOut ? keywordOf(body) : undefined
  return {
    ToCountry: 'US',
    SmsMessageSid: sid,
    NumMedia: String(media.length),
    SmsSid: sid,
    SmsStatus: 'received',
    Body: body,
    FromCountry: 'US',
    To: to,
    NumSegments: '1',
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(keyword !== undefined && { OptOutType: keyword }),
    ...Object.fromEntries(
      media.flatMap(({ mediaSid, contentType }, index) => [
        [
          `MediaUrl${index}`,
          `${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/${mediaSid}`,
        ],
        [`MediaContentType${index}`, contentType],
      ]),
    ),
  }
}

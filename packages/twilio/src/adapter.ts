import { type ChannelAdapter, ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { createExchange } from './client'
import { messageForm } from './commands'
import { compose } from './compose'
import { expectSuccess, notTheApi } from './errors'
import { parseJson } from './json'
import { findTraceOf, isOlder, messageListSchema } from './message-list'
import { readMedia } from './read-media'
import { resolveSettings, type TwilioSettings } from './settings'
import { receiveWebhook } from './webhook'

const LIST_PAGE = 100
const MAX_PAGES = 10

const createdSchema = z.looseObject({ sid: z.string().min(1) })

/**
 * A channel adapter for text messages by Twilio: the hub's messages go out by the REST API, customers' messages
 * and delivery reports come in by webhook, signed. Nothing is fetched before it is needed.
 *
 * Throws `settings-invalid`, which lists everything that is wrong with the settings.
 */
export function twilio(written: TwilioSettings): ChannelAdapter {
  const settings = resolveSettings(written)
  const { apiUrl, accountSid, from, media, messagesPerSecond } = settings
  const exchange = createExchange(settings)
  const messagesUrl = `${apiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`
  return {
    specVersion: 'v1',
    channel: 'sms',
    carrier: 'twilio',
    account: `twilio ${accountSid} ${from}`,
    address: from,
    capabilities: {
      ...(messagesPerSecond !== undefined && { messagesPerSecond }),
      repeats: 'reconcilable',
    },

    compose: (parts) => compose(parts, { media }),

    async send(command, { signal }) {
      const doing = 'Sending a text message'
      const form = messageForm(command, settings)
      const reply = await exchange({ method: 'POST', url: new URL(messagesUrl), form, doing, signal })
      const created = createdSchema.safeParse(parseJson(expectSuccess(reply, doing, true).bytes))
      if (!created.success) throw notTheApi(reply, doing, true)
      return { carrierId: created.data.sid }
    },

    async reconcile(command, traces, { signal }) {
      const doing = 'Looking for a text message in Twilio’s list'
      // Not narrowed by DateSent: a message that is still queued has none yet.
      const query = new URLSearchParams({ To: command.to, From: from, PageSize: String(LIST_PAGE) })
      let url: URL | undefined = new URL(`${messagesUrl}?${query}`)
      for (let page = 0; url !== undefined; page += 1) {
        if (page === MAX_PAGES) return { tookEffect: 'unknown' }
        const reply = await exchange({ method: 'GET', url, doing, signal })
        const list = messageListSchema.safeParse(parseJson(expectSuccess(reply, doing, false).bytes))
        if (!list.success) throw notTheApi(reply, doing, false)
        const { messages, next_page_uri: next } = list.data
        const carrierId = findTraceOf(command, traces, messages)
        if (carrierId !== undefined) return { tookEffect: 'yes', carrierId }
        const isEnough = messages.length > 0 && messages.every((one) => isOlder(one, traces.since))
        url = next && !isEnough ? onSameHost(next, apiUrl) : undefined
      }
      return { tookEffect: 'no' }
    },

    receive: (request) => receiveWebhook(request, settings),
    // An empty document: nothing is to be answered to the customer (Twilio, TwiML for messaging).
    webhookReply: { mediaType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },

    readMedia: (url, { signal }) => readMedia(exchange, { url, apiUrl }, signal),
  }
}

/** The list's next page. Our credentials go nowhere else. */
function onSameHost(path: string, apiUrl: string): URL {
  const url = URL.canParse(path, apiUrl) ? new URL(path, apiUrl) : undefined
  if (url?.origin === new URL(apiUrl).origin) return url
  throw new ConversationError(
    'platform-reply-invalid',
    'Twilio’s list goes on at another host, or at what is no address.',
  )
}

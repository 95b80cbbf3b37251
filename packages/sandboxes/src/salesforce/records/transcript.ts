import { z } from 'zod'
import { wordsOf } from '../messaging/script/messages'
import type { Chats } from '../messaging/state/chats'

export const transcriptQuerySchema = z.object({
  startTimestamp: z.coerce.number().default(0),
  endTimestamp: z.coerce.number().default(Number.POSITIVE_INFINITY),
  queryDirection: z.enum(['FromEnd', 'FromStart']).default('FromEnd'),
  recordLimit: z.coerce.number().int().min(1).max(1000).default(25),
})

/**
 * What was said in a conversation of any channel, as the Connect REST API tells it: texts only. Live answers
 * were seen in no particular order; here they come newest first, whichever end was asked for.
 */
export function transcript(
  chats: Chats,
  conversationId: string,
  query: z.output<typeof transcriptQuerySchema>,
) {
  const chat = chats.get(conversationId)
  if (chat === undefined) return undefined
  const said = chats
    .entries(conversationId)
    .filter(({ entryType }) => entryType === 'Message')
    .filter(({ at }) => at >= query.startTimestamp && at <= query.endTimestamp)
  const { recordLimit } = query
  const page = query.queryDirection === 'FromStart' ? said.slice(0, recordLimit) : said.slice(-recordLimit)
  return page.reverse().map(({ identifier, payload, sender, at }) => ({
    identifier,
    messageText: wordsOf(payload),
    sender: { role: sender.role, appType: sender.appType, subject: sender.subject },
    relatedRecords: chat.session === undefined ? [] : [chat.session.sessionId],
    clientTimestamp: at,
    serverReceivedTimestamp: at,
    clientDuration: 0,
  }))
}

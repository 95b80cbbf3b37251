import { Hono } from 'hono'
import { wordsOf } from '../../messaging/script/messages'
import { isListed } from '../../messaging/state/entry'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal } from '../refusal'
import { conversationEntry } from '../streams/frames'
import { textPdf } from '../text-pdf'
import { entriesQuerySchema } from './bodies'
import { type CustomerEnv, ownConversation } from './customer'

/** What the customer reads back: the entries list and the transcript file. */
export function readingRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()
  const { chats, switches } = platform

  app.get('/:id/entries', (context) => {
    const { conversationId } = ownConversation(platform, context)
    const query = entriesQuerySchema.parse(context.req.query())
    const types = query.entryTypeFilter?.split(',')
    const matching = chats
      .entries(conversationId)
      .filter(({ entryType }) => isListed(entryType) && (types?.includes(entryType) ?? true))
      .filter(
        ({ at }) =>
          at >= (query.startTimestamp ?? 0) && at <= (query.endTimestamp ?? Number.POSITIVE_INFINITY),
      )
    const page =
      query.direction === 'FromStart'
        ? matching.slice(0, query.limit)
        : matching.slice(-query.limit).reverse()
    return context.json({
      conversationEntries: page.map((entry) => conversationEntry(entry, switches().entriesPayload)),
    })
  })

  app.get('/:id/transcript', (context) => {
    const { conversationId } = ownConversation(platform, context)
    const lines = chats
      .entries(conversationId)
      .filter(({ entryType }) => entryType === 'Message')
      .map(({ sender, payload }) => `${sender.displayName}: ${wordsOf(payload)}`)
    const { transcriptFile } = switches()
    if (transcriptFile === 'missing') throw new Refusal(404, 'NOT_FOUND', 'There is nothing here.')
    if (transcriptFile === 'text') return context.text(lines.join('\n'))
    return context.body(textPdf(lines), 200, {
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="transcript.pdf"',
    })
  })

  return app
}

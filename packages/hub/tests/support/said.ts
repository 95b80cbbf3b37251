import type { Changes } from '../../src/journal/changes'

/** The change that keeps something a customer has said, under a key if there is one. */
export const said = (text: string, dedupeKey?: string): Changes => ({
  events: [
    {
      event: {
        type: 'message',
        messageId: text,
        author: { role: 'customer' },
        parts: [{ type: 'text', text }],
      },
      ...(dedupeKey !== undefined && { dedupeKey }),
    },
  ],
})

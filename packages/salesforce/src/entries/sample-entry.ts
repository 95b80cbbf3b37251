import { type Entry, entrySchema } from './entry'

const AT = Date.parse('2026-11-23T12:00:00.000Z')
export const at = '2026-11-23T12:00:00.000Z'
export const bot = { role: 'bot', name: 'Astro' } as const

/** An entry as Salesforce sends it, by the bot unless said otherwise. */
export function entry(payload: unknown, role = 'Chatbot', name = 'Astro'): Entry {
  return entrySchema.parse({
    identifier: 'e1',
    entryType: 'whatever',
    entryPayload: payload,
    sender: { role, appType: 'x', subject: 's' },
    senderDisplayName: name,
    transcriptedTimestamp: AT,
    clientTimestamp: AT - 5,
    somethingNew: {},
  })
}

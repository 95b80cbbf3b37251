import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { authorOf } from './author'
import { type Entry, timeOf } from './entry'

const payloadSchema = z.object({
  entries: z.array(
    z
      .object({
        operation: z.string(),
        displayName: z.string().nullish().catch(undefined),
        participant: z.object({ role: z.string() }),
      })
      .nullish()
      .catch(undefined),
  ),
})

/** Who came and who left. The customer is no news, and routers and systems are no persons. */
export function participantEvents(entry: Entry): PlatformEvent[] {
  const parsed = payloadSchema.safeParse(entry.entryPayload)
  if (!parsed.success) return []
  const at = timeOf(entry)
  return parsed.data.entries.flatMap((changed, index): PlatformEvent[] => {
    const change =
      changed?.operation === 'add' ? 'joined' : changed?.operation === 'remove' ? 'left' : undefined
    if (!changed || !change) return []
    const author = authorOf(changed.participant.role, changed.displayName)
    if (author.role !== 'bot' && author.role !== 'agent') return []
    const id = index === 0 ? entry.identifier : `${entry.identifier}/${index}`
    return [{ type: 'participant', id, ...(at !== undefined && { at }), change, author }]
  })
}

import type { MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { link } from '../entries/address'
import { listOf } from '../entries/titles'

/**
 * The sources that the agent cites (Salesforce, Agent API, "Handle citations"). Those that are not links are left out.
 */
export const sourcesSchema = listOf(z.object({ value: link, label: z.string().nullish().catch(undefined) }))

type Sources = z.output<typeof sourcesSchema>

/** The sources, one line each, below what was said. One that is cited several times is named once. */
export function sourceParts(sources: Sources): MessagePart[] {
  const lines = sources.map(({ value, label }) => (label ? `${label}: ${value}` : value))
  return lines.length === 0 ? [] : [{ type: 'text', text: [...new Set(lines)].join('\n') }]
}

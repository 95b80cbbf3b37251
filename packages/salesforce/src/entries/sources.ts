import type { MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { link } from './address'
import { listOf } from './titles'

const label = z.string().nullish().catch(undefined)

/**
 * The sources that the agent cites (Salesforce, Agent API, "Handle citations"). Those that are not links are left out.
 */
export const sourcesSchema = listOf(z.object({ value: link, label }))

type Sources = z.output<typeof sourcesSchema>

/** The same, in a text of a messaging session: as Salesforce's mobile SDK and its demo connector for BYOC read it. */
export const citationsSchema = z
  .object({
    citations: listOf(z.object({ citedReference: z.object({ link: z.object({ url: link }), label }) })),
  })
  .transform(
    ({ citations }): Sources =>
      citations.map(({ citedReference }) => ({
        value: citedReference.link.url,
        label: citedReference.label,
      })),
  )

/** The sources, one line each, below what was said. One that is cited several times is named once. */
export function sourceParts(sources: Sources): MessagePart[] {
  const lines = sources.map(({ value, label }) => (label ? `${label}: ${value}` : value))
  return lines.length === 0 ? [] : [{ type: 'text', text: [...new Set(lines)].join('\n') }]
}

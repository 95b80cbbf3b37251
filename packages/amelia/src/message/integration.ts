import type { MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { readAdaptiveCard } from './card'
import { readComponent } from './component'
import { text } from './lenient'
import { unwrapJson } from './message'

const integrationSchema = z.looseObject({ componentType: text, action: text, payload: z.unknown() })

/**
 * Integration messages carry whatever a domain's own web page understands (`integrationMessageData`). What has a
 * counterpart among the parts of the contract is read as such; the rest is nothing that a customer could be shown.
 */
export function readIntegration(raw: unknown): MessagePart[] {
  const parsed = integrationSchema.safeParse(raw)
  if (!parsed.success) return []
  const { componentType, action } = parsed.data
  const payload = unwrapJson(parsed.data.payload)
  const adaptive = readAdaptiveCard(payload) ?? readAdaptiveCard(raw)
  if (adaptive) return [adaptive]
  return readComponent(componentType || action || '', payload)
}

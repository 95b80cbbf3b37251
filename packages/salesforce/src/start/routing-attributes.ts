import type { StartCommand } from '@conversation-hub/core'
import type { RoutingAttributeSettings, TranscriptSettings } from './settings'
import { salesforceTranscript } from './spoken'

interface MappingSettings {
  readonly routingAttributes: RoutingAttributeSettings
  readonly transcript: TranscriptSettings
}

/**
 * The hidden pre-chat values of a start. What the request says wins over what the CRM says, and that over
 * what the settings fix.
 */
export function routingAttributes(
  command: StartCommand,
  { routingAttributes: mapping, transcript }: MappingSettings,
  fromCrm: Readonly<Record<string, string>>,
): Record<string, string> {
  const attributes: Record<string, string> = { ...mapping.fixed, ...fromCrm }
  if (mapping.customerIdentifier && command.customerIdentifier !== undefined) {
    attributes[mapping.customerIdentifier] = command.customerIdentifier
  }
  if (mapping.customerDestination) attributes[mapping.customerDestination] = command.customerDestination
  for (const [name, value] of Object.entries(command.attributes)) {
    attributes[mapping.names[name] ?? name] = value
  }
  const said = command.transcript ?? []
  if (transcript.as === 'routing-attribute' && said.length > 0) {
    attributes[transcript.name] = salesforceTranscript(said, transcript.maxCharacters)
  }
  return attributes
}

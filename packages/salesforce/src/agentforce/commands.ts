import type { EndReason, StartCommand } from '@conversation-hub/core'
import { salesforceLanguage } from '../start/language'
import { salesforceTranscript } from '../start/spoken'
import type { AgentforceSettings } from './settings'

interface Variable {
  readonly name: string
  readonly type: 'Text'
  readonly value: string
}

export function startPayload(
  command: StartCommand,
  settings: AgentforceSettings,
  { instanceUrl, fromCrm }: { instanceUrl: string; fromCrm: Readonly<Record<string, string>> },
) {
  return {
    externalSessionKey: command.commandId,
    instanceConfig: { endpoint: instanceUrl },
    streamingCapabilities: { chunkTypes: ['Text'] },
    // Salesforce, Agent API: required with client credentials, where no user is logged in.
    bypassUser: true,
    variables: variablesOf(command, settings, fromCrm),
  }
}

export function messagePayload(text: string, sequenceId: number) {
  return { message: { sequenceId, type: 'Text', text }, variables: [] }
}

/** The value of the header `x-session-end-reason`. */
export function endReasonHeader(reason: EndReason): string {
  switch (reason) {
    case 'customer-ended':
      return 'UserRequest'
    case 'moved':
    case 'agent-ended':
      return 'Transfer'
    case 'customer-idle':
    case 'agent-idle':
    case 'platform-expired':
      return 'Expiration'
    case 'platform-error':
      return 'Error'
    default:
      return 'Other'
  }
}

function variablesOf(
  command: StartCommand,
  { variables: mapping, transcript }: AgentforceSettings,
  fromCrm: Readonly<Record<string, string>>,
): Variable[] {
  const values: Record<string, string> = { ...mapping.fixed, ...fromCrm }
  if (mapping.customerIdentifier && command.customerIdentifier !== undefined) {
    values[mapping.customerIdentifier] = command.customerIdentifier
  }
  for (const [name, value] of Object.entries(command.attributes)) values[mapping.names[name] ?? name] = value
  const said = command.transcript ?? []
  if (transcript && said.length > 0) {
    values[transcript.variable] = salesforceTranscript(said, transcript.maxCharacters)
  }
  const language = salesforceLanguage(command.language)
  if (language !== undefined) values['$Context.EndUserLanguage'] = language
  return Object.entries(values).map(([name, value]) => ({ name, type: 'Text', value }))
}

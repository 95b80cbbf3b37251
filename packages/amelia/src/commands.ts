import type { OutgoingMessage, SpokenLine, StartCommand } from '@conversation-hub/core'
import { ConversationError } from '@conversation-hub/core'
import type { ResolvedSettings } from './settings'

type Values = Record<string, string>
type StartSettings = Pick<ResolvedSettings, 'domain' | 'language' | 'startingContext' | 'greetingProcess'>

/** What Amelia's flows learn at the start. Maps of strings, one level deep: anything else is an error to Amelia. */
export interface InitialMaps {
  readonly initialAttributes: Values
  readonly initialBpnVariables: Values
}

export function initialMaps(command: StartCommand, settings: StartSettings): InitialMaps {
  const { placedIn } = settings.startingContext
  const values = startingValues(command, settings)
  return {
    initialAttributes: placedIn === 'variables' ? {} : values,
    initialBpnVariables: {
      ...(placedIn === 'attributes' ? {} : values),
      // `processName` selects the flow of the kick-off (Amelia help, Custom UI guide).
      ...(settings.greetingProcess !== undefined && { processName: settings.greetingProcess }),
    },
  }
}

/** The body of `conversations/new`. */
export function newConversation(command: StartCommand, settings: StartSettings): object {
  return { domain: settings.domain, ...initialMaps(command, settings) }
}

/** The words of a message, for `conversations/{sessionId}/send`. */
export function sentText(message: OutgoingMessage): string {
  switch (message.type) {
    case 'text':
      return message.text
    case 'choice':
      return message.title
    case 'form':
    case 'attachment':
      throw new ConversationError(
        'not-supported',
        `Amelia’s REST gateway takes texts; a ${message.type} cannot be sent through it.`,
      )
  }
}

function startingValues(command: StartCommand, settings: StartSettings): Values {
  const { names, rename } = settings.startingContext
  const own: ReadonlyArray<readonly [string | false, string | undefined]> = [
    [names.customerIdentifier, command.customerIdentifier],
    [names.customerDestination, command.customerDestination],
    [names.channel, command.channel],
    [names.conversationId, command.conversationId],
    [names.language, command.language ?? settings.language],
    [names.transcript, command.transcript && asLines(command.transcript)],
  ]
  const values: Values = {}
  const nameOf = new Map(Object.entries(rename))
  for (const [name, value] of Object.entries(command.attributes)) values[nameOf.get(name) ?? name] = value
  for (const [name, value] of own) if (name !== false && value !== undefined) values[name] = value
  return values
}

function asLines(transcript: ReadonlyArray<SpokenLine>): string {
  return transcript.map(({ author, text }) => `${author.name ?? author.role}: ${text}`).join('\n')
}

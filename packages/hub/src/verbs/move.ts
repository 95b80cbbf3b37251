import {
  type Conversation,
  ConversationError,
  partsAsText,
  type SpokenLine,
  type StartCommand,
} from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'
import { DatabaseError } from '../database/database-error'
import type { Changes, CommandToKeep } from '../journal/changes'
import { resolveDestination } from './destination'
import type { HubContext } from './hub-context'
import { readConversation, readTranscript } from './reading'
import { resourceWithHub } from './resource-of'

/**
 * Another platform takes over: the old one is told that it is over, the new one is told what was said, and
 * what the customer says meanwhile waits for the new one. Moving to where the conversation already is changes
 * nothing.
 */
export async function moveConversation(
  context: HubContext,
  conversationId: string,
  platform: string,
): Promise<Conversation> {
  const connector = context.settings.platforms.get(platform)
  if (!connector) {
    const known = [...context.settings.platforms.keys()].join(', ') || 'none'
    throw new ConversationError(
      'platform-unknown',
      `There is no platform "${platform}". The configured ones are: ${known}.`,
    )
  }
  const { messages } = await readTranscript(context, conversationId)
  const spoken: SpokenLine[] = messages.map(({ author, parts, at }) => ({
    author,
    text: partsAsText(parts),
    at,
  }))
  await context.journal.change(conversationId, ({ row, outbox }): Changes & { value: undefined } => {
    if (row.state === 'ended')
      throw new ConversationError('conversation-ended', 'The conversation has ended; start a new one.')
    if (row.managedBy === platform) return { value: undefined }
    const transcript = fitTranscript(
      [...row.priorTranscript, ...spoken],
      connector.capabilities.transcriptHandOver,
    )
    // What the old platform has not taken yet goes to the new one, behind its start.
    const waiting = outbox.filter(({ command }) => command.type === 'send')
    return {
      events: [{ event: { type: 'state', state: 'starting', managedBy: platform } }],
      done: outbox.map(({ seq }) => seq),
      commands: [
        ...endOfOld(row),
        { platform, command: startCommand(row, transcript) },
        ...waiting.map(({ command }) => ({ platform, command })),
      ],
      row: {
        state: 'starting',
        stateBeforeStalled: undefined,
        managedBy: platform,
        sessionNumber: row.sessionNumber + 1,
        session: undefined,
        sessionKey: undefined,
        sessionStarted: false,
        cursor: undefined,
      },
      value: undefined,
    }
  })
  context.fleet.wake(conversationId)
  return await readConversation(context, conversationId)
}

/** The same conversation goes on at another resource or destination; its history stays. */
export async function moveCustomer(
  context: HubContext,
  conversationId: string,
  { resourceId, customerDestination }: { resourceId: string; customerDestination: string },
): Promise<Conversation> {
  const { resource } = resourceWithHub(context.settings, resourceId)
  const destination = await resolveDestination(context, resource, customerDestination)
  try {
    await context.journal.change(conversationId, ({ row }): Changes & { value: undefined } => {
      if (row.state === 'ended')
        throw new ConversationError('conversation-ended', 'The conversation has ended; start a new one.')
      return { row: { resourceId, channel: resource.channel, destination }, value: undefined }
    })
  } catch (thrown) {
    if (!(thrown instanceof DatabaseError && thrown.failure === 'collision')) throw thrown
    throw new ConversationError(
      'conversation-live',
      `The resource "${resourceId}" already has a live conversation with this destination. Close it first.`,
    )
  }
  return await readConversation(context, conversationId)
}

function endOfOld({ managedBy, session, sessionStarted }: ConversationRow): CommandToKeep[] {
  if (managedBy === undefined || session === undefined || !sessionStarted) return []
  return [
    {
      platform: managedBy,
      command: { type: 'end', commandId: crypto.randomUUID(), reason: 'moved' },
      session,
    },
  ]
}

function startCommand(row: ConversationRow, transcript: ReadonlyArray<SpokenLine>): StartCommand {
  return {
    type: 'start',
    commandId: crypto.randomUUID(),
    conversationId: row.id,
    channel: row.channel,
    customerDestination: row.destination,
    attributes: row.attributes,
    ...(row.customerIdentifier !== undefined && { customerIdentifier: row.customerIdentifier }),
    ...(row.language !== undefined && { language: row.language }),
    ...(transcript.length > 0 && { transcript }),
  }
}

/** The newest lines that the platform has room for. */
function fitTranscript(
  lines: ReadonlyArray<SpokenLine>,
  room: false | { readonly maxCharacters: number },
): SpokenLine[] {
  if (!room) return []
  const kept: SpokenLine[] = []
  let left = room.maxCharacters
  for (const line of [...lines].reverse()) {
    left -= line.text.length
    if (left < 0) break
    kept.unshift(line)
  }
  return kept
}

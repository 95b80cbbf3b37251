import type { StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/run-command'
import { type StartRequest, startRequestSchema } from '../contract/request'
import { parseRequest } from '../errors/from-zod'
import { type BareConversation, type BareOptions, driveInMemory } from './bare-conversation'

/**
 * A start as a script writes it: the contract's request. `resourceId` may be left out, because a connector
 * that is used by itself has no channel resources. `channel` defaults to `web-chat`.
 */
export type BareStartRequest = Omit<
  StartRequest,
  'resourceId' | 'createInThirdPartySystems' | 'idempotencyKey' | 'onLive'
> & { readonly resourceId?: string; readonly channel?: 'web-chat' | 'sms' }

/**
 * Starts a conversation with one connector, in memory: no database, nothing else to install. Resolved when
 * the platform has taken the start; what it says arrives in `events()`.
 *
 * What is lost with the process is lost: for a conversation that survives, use `@conversation-hub/hub`, or
 * keep `conversation.session` and `conversation.cursor` and call `resumeConversation`.
 *
 * Throws `ConversationError`: `invalid-request`, or what the platform answered.
 */
export async function startConversation(
  connector: Connector,
  request: BareStartRequest,
  options: BareOptions = {},
): Promise<BareConversation> {
  const command = startCommand(request)
  const prepare = connector.prepare?.bind(connector, command)
  const session = prepare ? await withDeadline(prepare, options) : {}
  return driveInMemory(
    connector,
    { conversationId: command.conversationId, session, start: command },
    options,
  )
}

/** Goes on with a conversation from what was kept of it. Throws `not-supported` where the platform cannot. */
export async function resumeConversation(
  connector: Connector,
  kept: { readonly conversationId: string; readonly session: PlatformSession; readonly cursor?: string },
  options: BareOptions = {},
): Promise<BareConversation> {
  return driveInMemory(connector, kept, options)
}

function startCommand({ channel = 'web-chat', ...request }: BareStartRequest): StartCommand {
  const parsed = parseRequest(startRequestSchema, { resourceId: 'bare', ...request }, 'The start request')
  const { customerDestination, customerIdentifier, language, transcript, attributes = {} } = parsed
  return {
    type: 'start',
    commandId: crypto.randomUUID(),
    conversationId: crypto.randomUUID(),
    channel,
    customerDestination,
    attributes,
    ...(customerIdentifier !== undefined && { customerIdentifier }),
    ...(language !== undefined && { language }),
    ...(transcript !== undefined && { transcript }),
  }
}

import { z } from 'zod'
import type { StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { type StartRequest, startRequestSchema } from '../contract/request'
import { transcriptToHandOver } from '../degrade/transcript-to-hand-over'
import { ConversationError } from '../errors/conversation-error'
import { parseRequest } from '../errors/from-zod'
import type { BareConversation, BareOptions } from './bare-conversation'
import { Drive } from './drive'
import { DrivenConversation } from './driven-conversation'
import { repeatHarmless } from './repeat-harmless'

/**
 * A start as a script asks for it: the contract's request, in which `resourceId` may be left out, because a connector
 * that is used by itself has no channel resources. `channel` defaults to `web-chat`.
 */
export type BareStartRequest = Omit<
  StartRequest,
  'resourceId' | 'createInThirdPartySystems' | 'idempotencyKey' | 'onLive'
> & { readonly resourceId?: string; readonly channel?: 'web-chat' | 'sms' }

/**
 * Starts a conversation with one connector, in memory: no database, nothing else to install. Resolves when the platform
 * has taken the start. What it says arrives in `events()`.
 *
 * The conversation is lost with the process. For one that survives, use `@conversation-hub/hub`, or keep
 * `conversation.session` and `conversation.cursor` and call `resumeConversation`.
 *
 * Throws `ConversationError`: `settings-invalid` (not a connector), `invalid-request`, `not-supported` (events by webhook
 * need a server), or what the platform answered.
 */
export async function startConversation(
  connector: Connector,
  request: BareStartRequest,
  options: BareOptions = {},
): Promise<BareConversation> {
  refuseUnfit(connector)
  const start = startCommand(connector, request, options)
  const prepare = connector.prepare?.bind(connector, start)
  // Preparing has no effect that anybody could notice, so after a failure it is simply repeated.
  const session = prepare
    ? await repeatHarmless((context) => prepare(context), 'Preparing the conversation', options.signal)
    : {}
  const drive = new Drive(connector, { conversationId: start.conversationId, session, start }, options)
  await drive.begin()
  return new DrivenConversation(drive)
}

/**
 * Goes on with a conversation from what was kept of it. `events()` begins with whatever the platform's transcript or
 * stream tells of the time before.
 *
 * Throws `ConversationError`: `settings-invalid` (not a connector), `invalid-request` (something of what was kept is
 * missing), `not-supported` if the platform cannot do this.
 */
export async function resumeConversation(
  connector: Connector,
  kept: {
    readonly conversationId: string
    readonly session: PlatformSession
    readonly cursor?: string | undefined
  },
  options: BareOptions = {},
): Promise<BareConversation> {
  refuseUnfit(connector)
  const { conversationId, session, cursor } = parseRequest(
    keptSchema,
    kept,
    'What was kept of the conversation',
  )
  if (!connector.capabilities.resume) {
    throw new ConversationError(
      'not-supported',
      `A conversation at ${connector.platform} cannot be resumed; start a new one.`,
    )
  }
  const drive = new Drive(connector, { conversationId, session, cursor }, options)
  await drive.begin()
  return new DrivenConversation(drive)
}

const { onLive, createInThirdPartySystems } = startRequestSchema.shape

/** Fields that mean nothing without a hub are checked all the same, but get no default. */
const bareRequestSchema = z.compile(
  startRequestSchema.partial({ resourceId: true }).extend({
    channel: z.enum(['web-chat', 'sms']).optional(),
    onLive: onLive.unwrap().optional(),
    createInThirdPartySystems: createInThirdPartySystems.unwrap().optional(),
  }),
)

function startCommand(
  connector: Connector,
  request: BareStartRequest,
  { onNotice }: BareOptions,
): StartCommand {
  const parsed = parseRequest(bareRequestSchema, request, 'The start request')
  const {
    channel = 'web-chat',
    customerDestination,
    customerIdentifier,
    language,
    transcript = [],
    attributes = {},
  } = parsed
  const handedOver = transcriptToHandOver(transcript, connector.capabilities)
  if (handedOver.length < transcript.length) {
    const left = transcript.length - handedOver.length
    onNotice?.(`${connector.platform} was not told ${left} of the ${transcript.length} lines said before.`)
  }
  const id = crypto.randomUUID()
  const command: Writable<StartCommand> = {
    type: 'start',
    commandId: id,
    conversationId: id, // In memory, nobody has to tell the two apart.
    channel,
    customerDestination,
    attributes,
  }
  if (customerIdentifier !== undefined) command.customerIdentifier = customerIdentifier
  if (language !== undefined) command.language = language
  if (handedOver.length > 0) command.transcript = handedOver
  return command
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

const keptSchema = z.object({
  conversationId: z.string(),
  session: z.custom<PlatformSession>((value) => typeof value === 'object' && value !== null, 'is missing'),
  cursor: z.string().optional(),
})

/** From plain JavaScript, anything may be given in the connector's place: the factory itself, for example. */
function refuseUnfit(connector: Connector): void {
  // A channel adapter is of this version, too.
  if (connector?.specVersion !== 'v1' || connector.arrival === undefined) {
    throw new ConversationError(
      'settings-invalid',
      'The first argument must be a connector (specVersion "v1"), which its factory returns.',
    )
  }
  const { arrival, platform } = connector
  if (arrival.kind !== 'webhook') return
  throw new ConversationError(
    'not-supported',
    `${platform} is set up to deliver events by webhook, which needs a server. Use @conversation-hub/hub with ` +
      '@conversation-hub/server, or another way of arrival in the connector’s settings.',
  )
}

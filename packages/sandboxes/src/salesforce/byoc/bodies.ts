import { z } from 'zod'
import { customerMessageSchema } from '../messaging/customer-message'

const attributes = z.record(z.string(), z.string()).optional()
const endUser = z.object({
  subject: z.string().min(1),
  role: z.literal('EndUser'),
  appType: z.literal('custom'),
})

export const conversationRequestSchema = z.object({
  channelAddressIdentifier: z.string().min(1),
  participants: z.array(endUser).length(1),
  routingAttributes: attributes,
})

const entryPayload = z.discriminatedUnion('entryType', [
  z.object({ entryType: z.literal('Message'), id: z.uuid(), abstractMessage: customerMessageSchema }),
  z.object({ entryType: z.literal('TypingStartedIndicator'), id: z.uuid(), timestamp: z.number() }),
  z.object({ entryType: z.literal('TypingStoppedIndicator'), id: z.uuid(), timestamp: z.number() }),
  z.object({
    entryType: z.literal('MessageDeliveryFailed'),
    id: z.uuid(),
    failedConversationEntryIdentifier: z.string().min(1),
    recipient: endUser,
    errorCode: z.string().min(1),
  }),
])

const interaction = z.discriminatedUnion('interactionType', [
  z.object({ interactionType: z.literal('EntryInteraction'), timestamp: z.number(), payload: entryPayload }),
  z.object({
    interactionType: z.literal('AttachmentInteraction'),
    timestamp: z.number(),
    id: z.uuid(),
    attachmentIndex: z.literal(0),
    contentLength: z.number().positive(),
    text: z.string().optional(),
  }),
])
export type Interaction = z.output<typeof interaction>

export const interactionsRequestSchema = z.object({
  to: z.string().min(1).max(240),
  from: z.string().min(1).max(255),
  routingAttributes: attributes,
  interactions: z.array(interaction).length(1),
})

export const consentRequestSchema = z.object({
  endUserClientId: z.string().min(1),
  channelAddressIdentifier: z.string().min(1),
  consentStatus: z.enum(['OptedOut', 'ImplicitlyOptedIn', 'ExplicitlyOptedIn', 'DoublyOptedIn']),
})

export const routeRequestSchema = z.object({
  conversationIdentifier: z.uuid(),
  routingType: z.enum(['Initial', 'Transfer', 'Conference']),
  /** Either a queue or a flow; neither: the channel's own setting. */
  routingInfo: z
    .object({
      queueId: z.string().optional(),
      flow: z.object({ flowId: z.string(), queueId: z.string() }).optional(),
      routingAttributes: attributes,
    })
    .optional(),
})

export const unrouteRequestSchema = z.object({
  conversationIdentifier: z.uuid(),
  cancelReason: z.string().optional(),
})

export const sessionRequestSchema = z.object({
  channelAddressIdentifier: z.string().min(1),
  conversationIdentifier: z.uuid(),
  endUserClientId: z.string().min(1),
  sessionId: z.string().optional(),
  operation: z.enum(['End', 'Inactivate']),
  operationBy: z.enum(['EndUser', 'System']).default('EndUser'),
})

export const acknowledgementRequestSchema = z.object({
  sender: z.looseObject({ subject: z.string() }),
  conversationIdentifier: z.uuid(),
  acknowledgements: z
    .array(
      z.object({
        acknowledgementTimestamp: z.string(),
        acknowledgementType: z.enum(['Read', 'Delivered']),
        acknowledgedConversationEntryIdentifier: z.string().min(1),
        acknowledgmentCreatedConversationEntryIdentifier: z.string().min(1),
      }),
    )
    .min(1)
    .max(25),
})

export const capabilitiesRequestSchema = z.object({
  capabilities: z.object({
    appType: z.literal('custom'),
    channelCapabilities: z
      .array(
        z.looseObject({
          channelType: z.literal('custom'),
          messageTypeCapabilities: z
            .array(
              z.looseObject({ messageType: z.string(), formatTypeCapabilities: z.array(z.unknown()).min(1) }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
})

const participant = z.object({ subject: z.string().min(1), role: z.string(), appType: z.string() })

export const participantRequestSchema = z.object({
  conversationIdentifier: z.uuid(),
  participants: z.array(participant).length(1),
  operation: z.literal('Remove'),
})

const routingType = z.enum(['Initial', 'Transfer', 'Conference'])

export const routingResultRequestSchema = z.object({
  conversationIdentifier: z.uuid(),
  workItemId: z.string().min(15).max(18),
  routingType: routingType.optional(),
  success: z.boolean(),
  externallyRouted: z.boolean(),
  errorMessage: z.string().optional(),
})

export const agentWorkRequestSchema = z.object({
  userId: z.string().min(1),
  workItemId: z.string().min(15).max(18),
  capacityPercentage: z.number().optional(),
  capacityWeight: z.number().optional(),
  routingContext: z
    .object({ conversationIdentifier: z.uuid(), routingType, routingCorrelationId: z.string().min(1) })
    .optional(),
})

export const closeWorkRequestSchema = z.object({
  workId: z.string().min(1),
  status: z.literal('Close'),
  contextType: z.literal('Agent'),
})

export const historyRequestSchema = z.object({
  channelAddressIdentifier: z.string().min(1),
  conversationParticipants: z
    .array(z.object({ displayName: z.string().optional(), joinedTime: z.number(), participant }))
    .min(1)
    .max(3),
  conversationEntries: z
    .array(
      z.object({
        clientTimestamp: z.number(),
        sender: participant,
        entryPayload: z.object({
          entryType: z.literal('Message'),
          id: z.string().min(1),
          abstractMessage: z.looseObject({ messageType: z.string(), id: z.string() }),
        }),
      }),
    )
    .min(1)
    .max(25),
})

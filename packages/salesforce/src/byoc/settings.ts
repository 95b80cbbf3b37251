import { z } from 'zod'
import { recordAtEndSchema, type WrittenRecordAtEnd } from '../crm/record-settings'
import {
  besidesOtherProblems,
  checkLogin,
  contactSchema,
  loginFields,
  type WrittenContact,
  type WrittenLogin,
} from '../crm/settings'
import { addressSchema, apiNameSchema, orgIdSchema } from '../settings/fields'
import { readSettings } from '../settings/read-settings'
import {
  routingAttributesSchema,
  transcriptSchema,
  type WrittenRoutingAttributes,
  type WrittenTranscript,
} from '../start/settings'

const { connection: _ownLoginOnly, ...fields } = loginFields

const routingSchema = z.union([
  z.literal('salesforce'),
  z
    .strictObject({
      queueId: z.string().min(15).max(18).optional(),
      flowId: z.string().min(15).max(18).optional(),
    })
    .refine(({ queueId, flowId }) => flowId === undefined || queueId !== undefined, {
      path: ['queueId'],
      error: 'is needed with flowId: the queue to fall back on',
    }),
])

export const settingsSchema = z
  .strictObject({
    ...fields,
    scrtUrl: addressSchema,
    orgId: orgIdSchema,
    channel: apiNameSchema,
    namespace: apiNameSchema.optional(),
    channelAddress: z
      .string({ error: 'must be the address of the messaging channel' })
      .min(1, 'must be the address of the messaging channel')
      .max(240, 'must have at most 240 characters'),
    event: z
      .string({ error: 'must be the API name of a platform event' })
      .regex(/^[A-Za-z]\w*__e$/, 'must be the API name of a platform event, which ends with __e'),
    eventTypeField: apiNameSchema.default('EventType__c'),
    payloadField: apiNameSchema.default('Payload__c'),
    routing: routingSchema.default('salesforce'),
    consent: z.enum(['ImplicitlyOptedIn', 'ExplicitlyOptedIn', 'DoublyOptedIn']).optional(),
    routingAttributes: routingAttributesSchema.prefault({}),
    transcript: transcriptSchema.prefault({ as: 'routing-attribute' }),
    contact: contactSchema.optional(),
    recordAtEnd: recordAtEndSchema.optional(),
  })
  .superRefine(checkLogin, besidesOtherProblems)

/** What `salesforceByoc()` is given. */
export interface SalesforceByocSettings extends WrittenLogin {
  /** The SCRT address, `https://MyDomain.my.salesforce-scrt.com`. */
  readonly scrtUrl: string
  /** The organisation id, 15 or 18 characters. */
  readonly orgId: string
  /** API name of the ConversationChannelDefinition. */
  readonly channel: string
  /** The namespace of the package that the ConversationChannelDefinition came with. Default: none, it is the org's own. */
  readonly namespace?: string | undefined
  /** The address of the messaging channel: its `ChannelAddressIdentifier`. At most 240 characters. */
  readonly channelAddress: string
  /** API name of the platform event that Salesforce publishes for the channel, for example `Hub_Event__e`. */
  readonly event: string
  /** The event's field that says what happened. Default: `EventType__c`. */
  readonly eventTypeField?: string | undefined
  /** The event's field that holds the payload. Default: `Payload__c`. */
  readonly payloadField?: string | undefined
  /**
   * Who routes conversations: the channel definition's routing owner. `salesforce` (default): Salesforce does by itself, as
   * soon as there is one. Otherwise we ask for it.
   */
  readonly routing?: 'salesforce' | RoutingByUs | undefined
  /**
   * Tells Salesforce at every start that the customer may be written to. Only where the channel
   * definition's consent owner is the partner. Default: consent is Salesforce's affair.
   */
  readonly consent?: 'ImplicitlyOptedIn' | 'ExplicitlyOptedIn' | 'DoublyOptedIn' | undefined
  /** How the start request becomes routing attributes. */
  readonly routingAttributes?: WrittenRoutingAttributes | undefined
  /** How Salesforce is told what was said before. Default: as the routing attribute `transcript`. */
  readonly transcript?: WrittenTranscript | undefined
  /** Looks the customer up before a start, by the customer identifier; what is found becomes attributes. Default: no lookup. */
  readonly contact?: WrittenContact | undefined
  /** Writes a record when a conversation has ended, for example a Case. Default: none. */
  readonly recordAtEnd?: WrittenRecordAtEnd | undefined
}

interface RoutingByUs {
  /** To which queue. Default: none; without a flow, too, as the channel is set up. */
  readonly queueId?: string | undefined
  /** By which flow: its durable id. Needs `queueId`, to fall back on. Default: by none. */
  readonly flowId?: string | undefined
}

/** Settings with every default filled in. */
export type ByocSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceByocSettings): ByocSettings {
  return readSettings(settingsSchema, written, 'salesforceByoc')
}

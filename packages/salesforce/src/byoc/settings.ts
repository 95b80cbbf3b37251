import { z } from 'zod'
import { recordAtEndSchema } from '../crm/record-settings'
import { besidesOtherProblems, checkLogin, contactSchema, loginFields } from '../crm/settings'
import { addressSchema, apiNameSchema, orgIdSchema } from '../settings/fields'
import { readSettings } from '../settings/read-settings'
import { routingAttributesSchema, transcriptSchema } from '../start/settings'

const { connection: _ownLoginOnly, ...fields } = loginFields

const routingSchema = z.union([
  /** Salesforce routes a conversation by itself, as soon as there is one. */
  z.literal('salesforce'),
  /** We ask for routing: to a queue, to a flow, or (neither) as the channel is set up. */
  z
    .strictObject({
      queueId: z.string().min(15).max(18).optional(),
      /** The flow's durable id; needs `queueId`, to fall back on. */
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
    /** The SCRT address, `https://MyDomain.my.salesforce-scrt.com`. */
    scrtUrl: addressSchema,
    /** The organisation id, 15 or 18 characters. */
    orgId: orgIdSchema,
    /** API name of the ConversationChannelDefinition. */
    channel: apiNameSchema,
    /** The namespace of the package that the ConversationChannelDefinition came with. Default: none, it is the org's own. */
    namespace: apiNameSchema.optional(),
    /** The address of the messaging channel: its `ChannelAddressIdentifier`. At most 240 characters. */
    channelAddress: z
      .string({ error: 'must be the address of the messaging channel' })
      .min(1, 'must be the address of the messaging channel')
      .max(240, 'must have at most 240 characters'),
    /** API name of the platform event that Salesforce publishes for the channel, for example `Hub_Event__e`. */
    event: z
      .string({ error: 'must be the API name of a platform event' })
      .regex(/^[A-Za-z]\w*__e$/, 'must be the API name of a platform event, which ends with __e'),
    /** The event's field that says what happened. Default: `EventType__c`. */
    eventTypeField: apiNameSchema.default('EventType__c'),
    /** The event's field that holds the payload. Default: `Payload__c`. */
    payloadField: apiNameSchema.default('Payload__c'),
    /** Who routes conversations: the channel definition's routing owner. Default: `salesforce`. */
    routing: routingSchema.default('salesforce'),
    /**
     * Tells Salesforce at every start that the customer may be written to. Only where the channel
     * definition's consent owner is the partner. Default: consent is Salesforce's affair.
     */
    consent: z.enum(['ImplicitlyOptedIn', 'ExplicitlyOptedIn', 'DoublyOptedIn']).optional(),
    /** How the start request becomes routing attributes. */
    routingAttributes: routingAttributesSchema.prefault({}),
    /** How Salesforce is told what was said before. Default: as the routing attribute `transcript`. */
    transcript: transcriptSchema.prefault({ as: 'routing-attribute' }),
    /** Looks the customer up before a start, by the customer identifier; what is found becomes attributes. */
    contact: contactSchema.optional(),
    /** Writes a record when a conversation has ended, for example a Case. Default: none. */
    recordAtEnd: recordAtEndSchema.optional(),
  })
  .superRefine(checkLogin, besidesOtherProblems)

/** Settings as they are written: defaults may be left out. */
export type SalesforceByocSettings = z.input<typeof settingsSchema>
/** Settings with every default filled in. */
export type ByocSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceByocSettings): ByocSettings {
  return readSettings(settingsSchema, written, 'salesforceByoc')
}

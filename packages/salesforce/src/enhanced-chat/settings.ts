import { z } from 'zod'
import { crmSchema } from '../crm/settings'
import { addressSchema, deploymentNameSchema, orgIdSchema, secretSchema } from '../settings/fields'
import { readSettings } from '../settings/read-settings'
import { routingAttributesSchema, transcriptSchema } from '../start/settings'

const perMinute = z.number().int().positive()

/** Whom a conversation is started for, where the app signs the identity token itself. */
interface Customer {
  readonly customerIdentifier: string
}

const identityKeySchema = z.strictObject({
  /** The `iss` of the token, exactly as in the org's key set. */
  issuer: z.string().min(1),
  /** The `kid` of the key in the org's key set. */
  keyId: z.string().min(1),
  /** The private key that signs (RS256), PKCS #8 PEM. */
  privateKey: secretSchema,
  /** The `aud` of the token, where the org asks for one. */
  audience: z.string().min(1).optional(),
})

export type IdentityKey = z.output<typeof identityKeySchema>

const signerSchema = z.custom<(customer: Customer) => string | Promise<string>>(
  (value) => typeof value === 'function',
)

export const settingsSchema = z.strictObject({
  /** The SCRT address, `https://MyDomain.my.salesforce-scrt.com`: `Url` in the deployment's code snippet. */
  scrtUrl: addressSchema,
  /** The organisation id, 15 or 18 characters: `OrganizationId` in the code snippet. */
  orgId: orgIdSchema,
  /** API name of the published Embedded Service Deployment of type Custom Client: `DeveloperName` there. */
  deployment: deploymentNameSchema,
  /** Default: `1`, the only version there is. */
  capabilitiesVersion: z.string().min(1).default('1'),
  /** The language of conversations whose start names none, for example `en-US`. Default: Salesforce decides. */
  language: z.string().min(2).optional(),
  /** How the start request becomes routing attributes (hidden pre-chat values). */
  routingAttributes: routingAttributesSchema.prefault({}),
  /** How Salesforce is told what was said before. Default: as the routing attribute `transcript`. */
  transcript: transcriptSchema.prefault({ as: 'routing-attribute' }),
  /**
   * A first message in the customer's name, for orgs whose routing starts with a message only. The customer
   * is not shown it. Default: none; Salesforce speaks first.
   */
  kickoff: z.strictObject({ text: z.string().min(1) }).optional(),
  /**
   * Makes customers with a customer identifier verified users: a key we sign identity tokens with, or a
   * function that returns a signed one. A verified user survives the loss of a token, and tokens last 6 hours
   * instead of 1. Default: every customer is a guest.
   */
  identity: z
    .union([identityKeySchema, signerSchema], {
      error: 'must be {issuer, keyId, privateKey, audience?} or a function that returns a signed token',
    })
    .optional(),
  /** Access to the org's records through jsforce. Default: none is needed. */
  crm: crmSchema.optional(),
  /** Salesforce's limits, which are kept before it has to refuse. Defaults: 200 tokens and 22 messages a minute. */
  limits: z
    .strictObject({
      /** Tokens per minute and org; continuations count separately. */
      tokensPerMinute: perMinute.default(200),
      /** Messages per minute and conversation. */
      messagesPerMinute: perMinute.default(22),
    })
    .prefault({}),
})

/** Settings as they are written: defaults may be left out. */
export type SalesforceEnhancedChatSettings = z.input<typeof settingsSchema>
/** Settings with every default filled in. */
export type EnhancedChatSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceEnhancedChatSettings): EnhancedChatSettings {
  return readSettings(settingsSchema, written, 'salesforceEnhancedChat')
}

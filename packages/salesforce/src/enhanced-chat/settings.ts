import type { Secret } from '@conversation-hub/core'
import { z } from 'zod'
import { crmSchema, type WrittenCrm } from '../crm/settings'
import { addressSchema, deploymentNameSchema, orgIdSchema, secretSchema } from '../settings/fields'
import { readSettings } from '../settings/read-settings'
import {
  routingAttributesSchema,
  transcriptSchema,
  type WrittenRoutingAttributes,
  type WrittenTranscript,
} from '../start/settings'

const perMinute = z.number().int().positive()

/** Whom a conversation is started for, where the app signs the identity token itself. */
interface Customer {
  readonly customerIdentifier: string
}

const identityKeySchema = z.strictObject({
  issuer: z.string().min(1),
  keyId: z.string().min(1),
  privateKey: secretSchema,
  audience: z.string().min(1).optional(),
})

export type IdentityKey = z.output<typeof identityKeySchema>

const signerSchema = z.custom<(customer: Customer) => string | Promise<string>>(
  (value) => typeof value === 'function',
)

export const settingsSchema = z.strictObject({
  scrtUrl: addressSchema,
  orgId: orgIdSchema,
  deployment: deploymentNameSchema,
  capabilitiesVersion: z.string().min(1).default('1'),
  language: z.string().min(2).optional(),
  routingAttributes: routingAttributesSchema.prefault({}),
  transcript: transcriptSchema.prefault({ as: 'routing-attribute' }),
  kickoff: z.strictObject({ text: z.string().min(1) }).optional(),
  identity: z
    .union([identityKeySchema, signerSchema], {
      error: 'must be {issuer, keyId, privateKey, audience?} or a function that returns a signed token',
    })
    .optional(),
  crm: crmSchema.optional(),
  limits: z
    .strictObject({
      tokensPerMinute: perMinute.default(200),
      messagesPerMinute: perMinute.default(22),
    })
    .prefault({}),
})

/** What `salesforceEnhancedChat()` is given. */
export interface SalesforceEnhancedChatSettings {
  /** The SCRT address, `https://MyDomain.my.salesforce-scrt.com`: `Url` in the deployment's code snippet. */
  readonly scrtUrl: string
  /** The organisation id, 15 or 18 characters: `OrganizationId` in the code snippet. */
  readonly orgId: string
  /** API name of the published Embedded Service Deployment of type Custom Client: `DeveloperName` there. */
  readonly deployment: string
  /** Default: `1`, the only version there is. */
  readonly capabilitiesVersion?: string | undefined
  /** The language of conversations whose start names none, for example `en-US`. Default: Salesforce decides. */
  readonly language?: string | undefined
  /** How the start request becomes routing attributes (hidden pre-chat values). */
  readonly routingAttributes?: WrittenRoutingAttributes | undefined
  /** How Salesforce is told what was said before. Default: as the routing attribute `transcript`. */
  readonly transcript?: WrittenTranscript | undefined
  /**
   * A first message in the customer's name, for orgs whose routing starts with a message only. The customer
   * is not shown it. Default: none; Salesforce speaks first.
   */
  readonly kickoff?: Kickoff | undefined
  /**
   * Makes customers with a customer identifier verified users: a key we sign identity tokens with, or a
   * function that returns a signed one. A verified user survives the loss of a token, and tokens last 6 hours
   * instead of 1. Default: every customer is a guest.
   */
  readonly identity?: WrittenIdentityKey | ((customer: Customer) => string | Promise<string>) | undefined
  /** Access to the org's records through jsforce. Default: none is needed. */
  readonly crm?: WrittenCrm | undefined
  /** Salesforce's limits, which are kept before it has to refuse. */
  readonly limits?: WrittenLimits | undefined
}

interface Kickoff {
  /** The words of the message. */
  readonly text: string
}

interface WrittenIdentityKey {
  /** The `iss` of the token, exactly as in the org's key set. */
  readonly issuer: string
  /** The `kid` of the key in the org's key set. */
  readonly keyId: string
  /** The private key that signs (RS256), PKCS #8 PEM. */
  readonly privateKey: Secret
  /** The `aud` of the token, where the org asks for one. Default: none. */
  readonly audience?: string | undefined
}

interface WrittenLimits {
  /** Tokens per minute and org; continuations count separately. Default: 200. */
  readonly tokensPerMinute?: number | undefined
  /** Messages per minute and conversation. Default: 22. */
  readonly messagesPerMinute?: number | undefined
}

/** Settings with every default filled in. */
export type EnhancedChatSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceEnhancedChatSettings): EnhancedChatSettings {
  return readSettings(settingsSchema, written, 'salesforceEnhancedChat')
}

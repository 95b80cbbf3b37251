import { addressSchema, readSettings, type Secret, secretSchema } from '@conversation-hub/core'
import { z } from 'zod'
import { type Credentials, credentialsSchema, loginSchema, type WrittenCredentials } from './credentials'
import { type StartingContext, startingContextSchema, type WrittenStartingContext } from './starting-context'

interface SharedSettings {
  /** Where Amelia is, for example `https://amelia.example.com`. `http:` only on this machine. */
  readonly url: string
  /** The code of the domain whose flows answer. */
  readonly domain: string
  /** Told to Amelia where a start names no language, for example `en-US`. Default: none. */
  readonly language?: string | undefined
  /** The names under which Amelia's flows find what the start says. */
  readonly startingContext?: WrittenStartingContext | undefined
  /** The flow that greets, in place of the domain's own greeting process. Default: the domain's. */
  readonly greetingProcess?: string | undefined
  /**
   * Whether a conversation that the customer ends is closed without the domain's pre-close process. Default
   * `true`; with `false` Amelia may still say something before the conversation is closed.
   */
  readonly skipPreCloseSurvey?: boolean | undefined
}

/** Over the REST gateway: from server to server, all conversations as one user. */
export interface GatewaySettings extends SharedSettings {
  /** How Amelia is reached: by her REST gateway, which is the default. */
  readonly transport?: 'gateway' | undefined
  /** The user, or the OAuth client (from release 6.7), that all conversations run as. */
  readonly credentials: WrittenCredentials
  /**
   * `long-poll` (default): messages come at once; falls back to `poll` by itself where the gateway has no long
   * poll. `poll`: asks every 0.25 to 2 seconds; a poll that is given up loses less, since it never hangs.
   * With an address, the gateway posts the messages there.
   */
  readonly delivery?: 'long-poll' | 'poll' | WebhookDelivery | undefined
}

/** The gateway posts messages to us; it needs `@conversation-hub/server`. */
export interface WebhookDelivery {
  /** Our address as the gateway reaches it, for example `https://hub.example.com/webhooks/amelia`. */
  readonly webhookUrl: string
  /** A secret that the gateway sends with every message. What comes without it is refused. */
  readonly secret: Secret
}

/** Over the core web API and STOMP, as Amelia's own web chat: every conversation is a visitor of its own. */
export interface WebChannelSettings extends SharedSettings {
  /** How Amelia is reached: as by her own web chat. */
  readonly transport: 'web-channel'
  /** The user that conversations run as. Default: anonymous visitors, where this Amelia allows them. */
  readonly credentials?: { readonly username: Secret; readonly password: Secret } | undefined
  /**
   * The shape in which answers to forms are sent: `field-values` as by the vendor's SDK (default), or
   * `selection-field` as by newer web pages. The chosen words are sent along in any case.
   */
  readonly formAnswers?: 'field-values' | 'selection-field' | undefined
}

/** What `amelia()` is given. */
export type AmeliaSettings = GatewaySettings | WebChannelSettings

interface ResolvedShared {
  /** Without trailing slash: the gateway is below `/AmeliaRest`, the platform itself below `/Amelia`. */
  readonly baseUrl: string
  readonly domain: string
  readonly language: string | undefined
  readonly startingContext: StartingContext
  readonly greetingProcess: string | undefined
  readonly skipPreCloseSurvey: boolean
}

/** The settings after validation: the address taken apart, every default filled in. */
export interface ResolvedGatewaySettings extends ResolvedShared {
  readonly transport: 'gateway'
  readonly credentials: Credentials
  readonly delivery: 'long-poll' | 'poll' | WebhookDelivery
}

export interface ResolvedWebChannelSettings extends ResolvedShared {
  readonly transport: 'web-channel'
  readonly credentials: { readonly username: Secret; readonly password: Secret } | undefined
  readonly formAnswers: 'field-values' | 'selection-field'
}

export type ResolvedSettings = ResolvedGatewaySettings | ResolvedWebChannelSettings

const notEmpty = z.string().min(1, 'must not be empty')

const shared = {
  url: addressSchema,
  domain: notEmpty,
  language: notEmpty.optional(),
  startingContext: startingContextSchema.prefault({}),
  greetingProcess: notEmpty.optional(),
  skipPreCloseSurvey: z.boolean().default(true),
}

export const gatewaySchema = z.strictObject({
  ...shared,
  transport: z.enum(['gateway'], { error: 'must be "gateway" or "web-channel"' }).default('gateway'),
  credentials: credentialsSchema,
  delivery: z
    .union(
      [z.enum(['long-poll', 'poll']), z.strictObject({ webhookUrl: addressSchema, secret: secretSchema })],
      {
        error: 'must be "long-poll", "poll", or {webhookUrl, secret} with an https address',
      },
    )
    .default('long-poll'),
})

export const webChannelSchema = z.strictObject({
  ...shared,
  transport: z.literal('web-channel'),
  credentials: loginSchema.optional(),
  formAnswers: z.enum(['field-values', 'selection-field']).default('field-values'),
})

/** The variables of the reference app that these options are read from. */
const variables: Readonly<Record<string, string>> = {
  url: 'AMELIA_URL',
  domain: 'AMELIA_DOMAIN',
  credentials: 'AMELIA_USERNAME and AMELIA_PASSWORD, or AMELIA_CLIENT_ID and AMELIA_CLIENT_SECRET',
  'credentials.username': 'AMELIA_USERNAME',
  'credentials.password': 'AMELIA_PASSWORD',
  'credentials.clientId': 'AMELIA_CLIENT_ID',
  'credentials.clientSecret': 'AMELIA_CLIENT_SECRET',
}

/** Throws `settings-invalid`, which lists every problem at once, with the option's and the variable's name. */
export function resolveSettings(written: AmeliaSettings): ResolvedSettings {
  // From plain JavaScript, nothing may be there at all.
  const schema = written?.transport === 'web-channel' ? webChannelSchema : gatewaySchema
  const { url, language, greetingProcess, ...rest } = readSettings(schema, written, {
    of: 'amelia',
    variables,
  })
  const given = { baseUrl: baseOf(url), language, greetingProcess }
  if (rest.transport === 'gateway') return { ...rest, ...given }
  return { ...rest, ...given, credentials: rest.credentials }
}

/**
 * The address below which both the web page and the gateway are, given that of either, since people copy one or the
 * other.
 */
function baseOf(address: string): string {
  return address.replace(/\/Amelia(Rest)?$/i, '')
}

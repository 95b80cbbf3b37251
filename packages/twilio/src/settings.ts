import { addressSchema, readSettings, revealSecret, type Secret, secretSchema } from '@conversation-hub/core'
import { z } from 'zod'

/** What `twilio()` is given. */
export interface TwilioSettings {
  /** Default `https://api.twilio.com`. `http:` only on this machine. */
  readonly apiUrl?: string | undefined
  /** The account, `AC` and 32 hexadecimal digits. */
  readonly accountSid: string
  /** The account's primary auth token: it opens the API, and Twilio signs webhooks with it. */
  readonly authToken: Secret
  /** The number that customers see: E.164 (`+12025550100`), or a short code. */
  readonly from: string
  /**
   * Our address as Twilio reaches it, for example `https://hub.example.com/webhooks/twilio`; as a function
   * where it is known only later. Twilio is asked to report there what became of each message. Default: it is
   * not asked, and receipts stop at `sent`.
   */
  readonly webhookUrl?: string | (() => string) | undefined
  /**
   * Whether the number can send files (MMS). Default `true`; with `false` the customer gets their addresses
   * as text.
   */
  readonly media?: boolean | undefined
  /** How many messages a second are handed over. Default: no limit of our own; Twilio queues what is more. */
  readonly messagesPerSecond?: number | undefined
}

/** After validation: every default filled in. */
export interface ResolvedSettings {
  /** Without trailing slash. */
  readonly apiUrl: string
  readonly accountSid: string
  readonly authToken: () => Promise<string>
  readonly from: string
  readonly webhookUrl: () => string | undefined
  readonly media: boolean
  readonly messagesPerSecond: number | undefined
}

const schema = z.strictObject({
  apiUrl: addressSchema.default('https://api.twilio.com'),
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'must be "AC" and 32 hexadecimal digits'),
  authToken: secretSchema,
  from: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, 'must be a phone number such as +12025550100, or a short code'),
  webhookUrl: z
    .union([addressSchema, z.custom<() => string>((value) => typeof value === 'function')], {
      error:
        'must be an address that begins with https:// (http:// only on this machine), or a function that gives one',
    })
    .optional(),
  media: z.boolean().default(true),
  messagesPerSecond: z.number().positive().optional(),
})

/** The variables of the reference app that these options are read from. */
const variables: Readonly<Record<string, string>> = {
  apiUrl: 'TWILIO_API_URL',
  accountSid: 'TWILIO_ACCOUNT_SID',
  authToken: 'TWILIO_AUTH_TOKEN',
  from: 'TWILIO_FROM',
  webhookUrl: 'PUBLIC_URL',
}

/** Throws `settings-invalid`, which lists every problem at once, with the option's and the variable's name. */
export function resolveSettings(written: TwilioSettings): ResolvedSettings {
  const { authToken, webhookUrl, ...rest } = readSettings(schema, written, { of: 'twilio', variables })
  return {
    ...rest,
    authToken: () => revealSecret(authToken),
    webhookUrl: () => (typeof webhookUrl === 'function' ? webhookUrl() : webhookUrl),
    messagesPerSecond: rest.messagesPerSecond,
  }
}

import { ConversationError, revealSecret, type Secret } from '@conversation-hub/core'
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

const addressSchema = z.string().refine(isSafeAddress, {
  error: 'must be an address that begins with https:// (http:// only on this machine)',
})

const schema = z.strictObject({
  apiUrl: addressSchema.default('https://api.twilio.com'),
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'must be "AC" and 32 hexadecimal digits'),
  authToken: z.custom<Secret>(
    (value) => (typeof value === 'string' && value !== '') || typeof value === 'function',
    'must be a text that is not empty, or a function that gives one',
  ),
  from: z
    .string()
    .regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, 'must be a phone number such as +12025550100, or a short code'),
  webhookUrl: z
    .union([addressSchema, z.custom<() => string>((value) => typeof value === 'function')], {
      error: 'must be an address that begins with https:// (http:// only on this machine), or a function',
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
}

/** Throws `settings-invalid` that lists every problem at once, with the option's and the variable's name. */
export function resolveSettings(written: TwilioSettings): ResolvedSettings {
  const parsed = schema.safeParse(written, { error: missing })
  if (parsed.success) {
    const { apiUrl, authToken, webhookUrl, ...rest } = parsed.data
    return {
      ...rest,
      apiUrl: apiUrl.replace(/\/+$/, ''),
      authToken: () => revealSecret(authToken),
      webhookUrl: () => (typeof webhookUrl === 'function' ? webhookUrl() : webhookUrl),
      messagesPerSecond: rest.messagesPerSecond,
    }
  }
  const problems = parsed.error.issues.map((issue) => {
    const option = issue.path.join('.')
    const variable = variables[option]
    return { at: variable ? `${option} (${variable})` : option || 'settings', problem: issue.message }
  })
  const list = problems.map(({ at, problem }) => `${at} ${problem}`).join('; ')
  throw new ConversationError('settings-invalid', `The Twilio settings are not usable: ${list}.`, {
    problems,
  })
}

/** What is left out is missing, whatever type it should have had. */
function missing(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'custom')
    ? 'is missing'
    : undefined
}

function isSafeAddress(written: string): boolean {
  if (!URL.canParse(written)) return false
  const { protocol, hostname, username, password } = new URL(written)
  if (username || password) return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

import { ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { readAddress } from './address'
import { type Credentials, credentialsSchema, type WrittenCredentials } from './credentials'
import { type StartingContext, startingContextSchema, type WrittenStartingContext } from './starting-context'

/** How Amelia's messages are fetched from the REST gateway. */
export type Delivery = 'long-poll' | 'poll'

/** What `amelia()` is given. */
export interface AmeliaSettings {
  /** Where Amelia is, for example `https://amelia.example.com`. `http:` only on this machine. */
  readonly url: string
  /** The code of the domain whose flows answer. */
  readonly domain: string
  /** The user, or the OAuth client (from release 6.7), that all conversations run as. */
  readonly credentials: WrittenCredentials
  /**
   * `long-poll` (default): messages come at once; falls back to `poll` by itself where the gateway has no long
   * poll. `poll`: asks every 0.25 to 2 seconds; a poll that is given up loses less, since it never hangs.
   */
  readonly delivery?: Delivery | undefined
  /** Told to Amelia where a start names no language, for example `en-US`. Default: none. */
  readonly language?: string | undefined
  /** Under which names Amelia's flows find what the start says. */
  readonly startingContext?: WrittenStartingContext | undefined
  /** The flow that greets, in place of the domain's own greeting process. Default: the domain's. */
  readonly greetingProcess?: string | undefined
  /**
   * Whether a conversation that the customer ends is closed without the domain's pre-close process. Default
   * `true`; with `false` Amelia may still say something before the conversation is closed.
   */
  readonly skipPreCloseSurvey?: boolean | undefined
}

/** The settings after validation: the address taken apart, every default filled in. */
export interface ResolvedSettings {
  /** Without trailing slash: the gateway is below `/AmeliaRest`, the platform itself below `/Amelia`. */
  readonly baseUrl: string
  readonly domain: string
  readonly credentials: Credentials
  readonly delivery: Delivery
  readonly language: string | undefined
  readonly startingContext: StartingContext
  readonly greetingProcess: string | undefined
  readonly skipPreCloseSurvey: boolean
}

const settingsSchema = z.strictObject({
  url: z.string().transform((written, context) => {
    const address = readAddress(written)
    if ('baseUrl' in address) return address.baseUrl
    context.addIssue(address.problem)
    return z.NEVER
  }),
  domain: z.string().min(1, 'must not be empty'),
  credentials: credentialsSchema,
  delivery: z.enum(['long-poll', 'poll']).default('long-poll'),
  language: z.string().min(1, 'must not be empty').optional(),
  startingContext: startingContextSchema.prefault({}),
  greetingProcess: z.string().min(1, 'must not be empty').optional(),
  skipPreCloseSurvey: z.boolean().default(true),
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

/** Throws `settings-invalid` that lists every problem at once, with the option's and the variable's name. */
export function resolveSettings(written: AmeliaSettings): ResolvedSettings {
  const parsed = settingsSchema.safeParse(written, { error: missing })
  if (parsed.success) {
    const { url: baseUrl, language, greetingProcess, ...rest } = parsed.data
    return { ...rest, baseUrl, language, greetingProcess }
  }
  const problems = parsed.error.issues.map((issue) => {
    const option = issue.path.join('.')
    const variable = variables[option]
    return { at: variable ? `${option} (${variable})` : option || 'settings', problem: issue.message }
  })
  const list = problems.map(({ at, problem }) => `${at} ${problem}`).join('; ')
  throw new ConversationError('settings-invalid', `The Amelia settings are not usable: ${list}.`, {
    problems,
  })
}

/** What is left out is missing, whatever type it should have had. */
function missing(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined
}

import { type ChannelAdapter, type Connector, idSchema, textSchema } from '@conversation-hub/core'
import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'
import type { DatabaseSettings } from '../database/open-database'
import type { Failpoint } from '../failpoints'
import type { FileLink } from '../files/file-url'

/** An address at which customers are reached. */
export const resourceSettingsSchema = z
  .strictObject({
    channel: z.enum(['web-chat', 'sms']),
    /** The conversation hub it belongs to. Without one, nothing can be started on it. */
    hub: idSchema.optional(),
    /**
     * What starts a conversation: `session` (web chat: a session does), `inbound` (SMS: the first message
     * does), `request` (only the API). Default: `request`.
     */
    startOn: z.enum(['session', 'inbound', 'request']).default('request'),
    /** SMS: the name of a channel adapter in `carriers`. Without one, nothing is carried to or from phones. */
    carrier: idSchema.optional(),
    /**
     * SMS: the country whose numbers may be written without country code, for example `US`. Default: that of the
     * carrier's own number.
     */
    country: z.custom<CountryCode>(isCountry, 'must be a country code such as "US"').optional(),
  })
  .superRefine(({ channel, startOn }, context) => {
    const [own, foreign, its] =
      channel === 'sms' ? ['inbound', 'session', 'web chats'] : ['session', 'inbound', 'sms']
    if (startOn !== foreign) return
    const message = `"${foreign}" is for ${its}; take "${own}" or "request"`
    context.addIssue({ code: 'custom', path: ['startOn'], message })
  })

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "21:00"')

const quietHoursSchema = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  /** The time zone of customers whose conversation has no attribute `timeZone`, for example `America/New_York`. */
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as "America/New_York"'),
})

/** A century: the database's time does not go back for ever, and so much stands for "never", which is said by nothing. */
export const LONGEST_DAYS = 36_500

const milliseconds = z
  .int()
  .positive()
  .max(LONGEST_DAYS * 24 * 60 * 60_000, 'must be at most a hundred years; leave it out for no end')

const timersSchema = z.strictObject({
  /** The customer has not answered the platform for so long: `customer-idle`. */
  customerIdleMs: milliseconds.optional(),
  /** A person at the platform has not answered the customer for so long: `agent-idle`. */
  agentIdleMs: milliseconds.optional(),
  /** The platform has not said anything since it took the conversation: the fallback, or else `no-agent`. */
  firstMessageMs: milliseconds.optional(),
  /** The conversation has lasted so long, whatever is said: `operator`. */
  maximumMs: milliseconds.optional(),
})

/** A conversation hub: which platform manages the conversations of its resources. */
export const hubSettingsSchema = z.strictObject({
  /** The name of a connector instance in `platforms`. */
  platform: idSchema,
  /**
   * Takes over, with the transcript, when the first platform refuses a start, or cannot take it within half a minute.
   * Default: none; then a start is tried for 30 minutes.
   */
  fallback: idSchema.optional(),
  /** Takes over, with the transcript, when the platform's bot gives the conversation to a person. Default: none. */
  escalateTo: idSchema.optional(),
  /** What the customer is told, as the system's words. Default: nothing. */
  words: z
    .strictObject({
      fallback: textSchema.optional(),
      escalated: textSchema.optional(),
      /** SMS: the answer to HELP. */
      help: textSchema.optional(),
    })
    .optional(),
  /**
   * SMS: between these times of the customer's day messages are kept back and sent later, except in answer to a
   * customer who is writing. Default: none.
   */
  quietHours: quietHoursSchema.optional(),
  /** Each ends the conversation when its time is over, in milliseconds by the database's clock. Default: none. */
  timers: timersSchema.optional(),
})

/** A channel resource as it is written: what has a default may be left out. */
export type ResourceSettings = z.input<typeof resourceSettingsSchema>
/** A conversation hub as it is written: what has a default may be left out. */
export type HubGroupSettings = z.input<typeof hubSettingsSchema>
export type Resource = z.output<typeof resourceSettingsSchema> & { readonly resourceId: string }
export type HubGroup = z.output<typeof hubSettingsSchema>
export type QuietHours = z.output<typeof quietHoursSchema>

/** The part of the settings that an app may keep in a file. */
export interface HubConfiguration {
  /** Conversation hubs by name. */
  readonly hubs: Readonly<Record<string, HubGroupSettings>>
  /** Channel resources by id. */
  readonly resources: Readonly<Record<string, ResourceSettings>>
  /**
   * Names for resources, as `resourceBindings` gives them for one environment: a name may stand wherever a
   * `resourceId` is asked for. Default: none.
   */
  readonly bindings?: Readonly<Record<string, string>> | undefined
  readonly limits?: Limits | undefined
  /** Conversations that ended so many days ago are deleted with everything in them. Default: kept for ever. */
  readonly keepEndedForDays?: number | undefined
}

/** What `createHub` takes. */
export interface HubSettings extends HubConfiguration {
  /** A Postgres server by `url`, or the embedded database in the folder `dataDir`. */
  readonly database: DatabaseSettings
  /**
   * Encrypts platform sessions in the database: a text of at least 16 characters, or several; the first
   * encrypts, all decrypt. Losing it orphans the conversations that are open.
   */
  readonly secretKey: string | ReadonlyArray<string>
  /** Connector instances by name; several accounts of one platform are several names. */
  readonly platforms: Readonly<Record<string, Connector>>
  /** Channel adapters by name: one for each sending number. Default: none. */
  readonly carriers?: Readonly<Record<string, ChannelAdapter>>
  /**
   * Gives an address at which somebody without a key or a token can open a file, as `outsideFileLinks` of the server
   * does: for a platform that takes no files, and for text messages. Default: none; they are told the file's name.
   */
  readonly fileLink?: FileLink
  /** Where the hub says what an operator should know. Never a secret, never a customer's words. Default: nowhere. */
  readonly log?: Log
  /** Called at the moments at which fault tests end the process. Default: nothing happens. */
  readonly failpoint?: Failpoint
}

/** How much is taken, and sent, in a second. */
export interface Limits {
  /** Messages per second that are taken from one customer, with bursts of ten seconds' worth. Default: no limit. */
  readonly messagesPerConversation?: number
  /** Commands per second to one account at a platform; more wait their turn. Default: no limit. */
  readonly commandsPerAccount?: number
}

/** Something that an operator should know. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** What happened: one of the events that `docs/operating.md` explains. */
  readonly event: string
  readonly conversationId?: string
  readonly platform?: string
  /** An error code, of core's `errorCodes`. */
  readonly code?: string
  /** What happened, in a sentence. */
  readonly detail?: string
  readonly count?: number
}

/** Takes what the hub says to its operator. What it throws is passed by. */
export type Log = (entry: LogEntry) => void

/** After parsing: every default filled in, every name checked. */
export interface ResolvedSettings {
  readonly database: DatabaseSettings
  readonly secretKeys: ReadonlyArray<string>
  readonly platforms: ReadonlyMap<string, Connector>
  readonly carriers: ReadonlyMap<string, ChannelAdapter>
  readonly hubs: ReadonlyMap<string, HubGroup>
  readonly resources: ReadonlyMap<string, Resource>
  /** By name, the id of a resource. */
  readonly bindings: ReadonlyMap<string, string>
  readonly fileLink: FileLink | undefined
  readonly log: Log
  readonly limits: Limits
  readonly keepEndedForDays: number | undefined
  readonly failpoint: Failpoint
}

function isCountry(code: unknown): boolean {
  return typeof code === 'string' && isSupportedCountry(code)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

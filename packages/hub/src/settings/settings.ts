import type { ChannelAdapter, Connector } from '@conversation-hub/core'
import type { CountryCode } from 'libphonenumber-js/max'
import type { z } from 'zod'
import type { DatabaseSettings } from '../database/open-database'
import type { Failpoint } from '../failpoints'
import type { FileLink } from '../files/file-url'
import type { hubGroupSettingsSchema, resourceSettingsSchema } from './schemas'

/** A channel resource, an address at which customers are reached, as it is written. */
export interface ResourceSettings {
  /** `web-chat`: pages with the chat control. `sms`: text messages, brought by a carrier. */
  readonly channel: 'web-chat' | 'sms'
  /** The conversation hub it belongs to. Default: none, and nothing can be started on it. */
  readonly hub?: string | undefined
  /**
   * What starts a conversation: `session` (web chat: every session), `inbound` (SMS: the customer's first message),
   * `request` (only Start Conversation). Default: `request`.
   */
  readonly startOn?: 'session' | 'inbound' | 'request' | undefined
  /** SMS: the name of a channel adapter in `carriers`. Default: none, and no text message is sent or received. */
  readonly carrier?: string | undefined
  /**
   * SMS: the country whose numbers may be written without a country code, for example `US`. Default: that of the
   * sending number.
   */
  readonly country?: CountryCode | undefined
}

/** A conversation hub as it is written: which platform manages the conversations of its resources. */
export interface HubGroupSettings {
  /** The name of a connector instance in `platforms`. */
  readonly platform: string
  /**
   * The platform that takes over, with the transcript, when the first one refuses a start or does not take it within half
   * a minute. Default: none; then a start is tried for 30 minutes.
   */
  readonly fallback?: string | undefined
  /** The platform that takes over, with the transcript, when the first one's bot hands over to a person. Default: none. */
  readonly escalateTo?: string | undefined
  /** What the customer is told, as the system's words. Default: nothing. */
  readonly words?: SystemWords | undefined
  /**
   * SMS: between these times of the customer's day messages are held back and sent later, except to a customer who has
   * just written. Default: none.
   */
  readonly quietHours?: QuietHours | undefined
  /** Each ends the conversation when its time is up, in milliseconds by the database's clock. Default: none. */
  readonly timers?: Timers | undefined
}

interface SystemWords {
  /** Said when the fallback takes over. */
  readonly fallback?: string | undefined
  /** Said when `escalateTo` takes over. */
  readonly escalated?: string | undefined
  /** SMS: the answer to HELP. */
  readonly help?: string | undefined
}

export interface QuietHours {
  /** When they begin, for example `21:00`. */
  readonly from: string
  /** When they end, perhaps on the next day, for example `08:00`. */
  readonly to: string
  /** The time zone of customers whose conversation has no attribute `timeZone`, for example `America/New_York`. */
  readonly timeZone: string
}

interface Timers {
  /**
   * How long the customer may leave the platform without an answer, except while waiting in a queue. Then the conversation
   * ends as `customer-idle`.
   */
  readonly customerIdleMs?: number | undefined
  /** How long a person who has come may leave the customer without an answer. Then it ends as `agent-idle`. */
  readonly agentIdleMs?: number | undefined
  /** How long the platform may say nothing at first. Then the fallback takes over, or it ends as `no-agent`. */
  readonly firstMessageMs?: number | undefined
  /** How long the conversation may last, whatever is said. Then it ends as `operator`. */
  readonly maximumMs?: number | undefined
}

export type Resource = z.output<typeof resourceSettingsSchema> & { readonly resourceId: string }
export type HubGroup = z.output<typeof hubGroupSettingsSchema>

/** The part of the settings that an app may keep in a file. */
export interface HubConfiguration {
  /** Conversation hubs by name. */
  readonly hubs: Readonly<Record<string, HubGroupSettings>>
  /** Channel resources by id. */
  readonly resources: Readonly<Record<string, ResourceSettings>>
  /**
   * Names for resources, as `resourceBindings` gives them for one environment. A name may be used wherever a `resourceId`
   * is asked for. Default: none.
   */
  readonly bindings?: Readonly<Record<string, string>> | undefined
  /** How much is accepted and sent per second. Default: no limit. */
  readonly limits?: Limits | undefined
  /** How many days after its end a conversation is deleted with everything in it. Default: it is kept for ever. */
  readonly keepEndedForDays?: number | undefined
}

/** What `createHub` takes. */
export interface HubSettings extends HubConfiguration {
  /** A Postgres server by `url`, or the embedded database in the folder `dataDir`. */
  readonly database: DatabaseSettings
  /**
   * Encrypts platform sessions in the database: a text of at least 16 characters. To change it, give several: the first
   * encrypts, all of them decrypt. If it is lost, nobody can go on with the conversations that are live.
   */
  readonly secretKey: string | ReadonlyArray<string>
  /** Connector instances by name; several accounts of one platform are several names. */
  readonly platforms: Readonly<Record<string, Connector>>
  /** Channel adapters by name: one for each sending number. Default: none. */
  readonly carriers?: Readonly<Record<string, ChannelAdapter>>
  /**
   * Makes an address at which somebody without a key or token can open a file, for platforms that take no files and for
   * text messages. The server provides one (`outsideFileLinks`). Default: none; only the file's name is told.
   */
  readonly fileLink?: FileLink
  /** Called with what an operator should know: never a secret, never a customer's words. Default: nothing is logged. */
  readonly log?: Log
  /** For fault tests: called at the moments at which they end the process. Default: does nothing. */
  readonly failpoint?: Failpoint
}

/** How much is accepted and sent per second. */
export interface Limits {
  /** Messages per second accepted in one conversation, with bursts of ten seconds' worth. Default: no limit. */
  readonly messagesPerConversation?: number
  /** Commands per second to one account at a platform. Further ones wait their turn. Default: no limit. */
  readonly commandsPerAccount?: number
}

/** One line of the log: something that an operator should know. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** What happened: one of the events that `docs/operating.md` explains. */
  readonly event: string
  readonly conversationId?: string
  readonly platform?: string
  /** An error code from core's `errorCodes`. */
  readonly code?: string
  /** What happened, in a sentence. */
  readonly detail?: string
  readonly count?: number
}

/** Takes the lines of the log. What it throws is ignored. */
export type Log = (entry: LogEntry) => void

/** The settings after parsing: every default is filled in, every name has been checked. */
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

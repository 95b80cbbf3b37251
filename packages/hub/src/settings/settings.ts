import { type Connector, idSchema } from '@conversation-hub/core'
import { z } from 'zod'
import type { DatabaseSettings } from '../database/open-database'

/** An address at which customers are reached. */
export const resourceSettingsSchema = z.strictObject({
  channel: z.enum(['web-chat', 'sms']),
  /** The conversation hub it belongs to. Without one, nothing can be started on it. */
  hub: idSchema.optional(),
  /**
   * What starts a conversation: `session` (web chat: a session does), `inbound` (SMS: the first message
   * does), `request` (only the API). Default: `request`.
   */
  startOn: z.enum(['session', 'inbound', 'request']).default('request'),
})

/** A conversation hub: which platform manages the conversations of its resources. */
export const hubSettingsSchema = z.strictObject({
  /** The name of a connector instance in `platforms`. */
  platform: idSchema,
})

export type ResourceSettings = z.input<typeof resourceSettingsSchema>
export type HubGroupSettings = z.input<typeof hubSettingsSchema>
export type Resource = z.output<typeof resourceSettingsSchema> & { readonly resourceId: string }
export type HubGroup = z.output<typeof hubSettingsSchema>

/** What `createHub` takes. */
export interface HubSettings {
  /** A Postgres server by `url`, or the embedded database in the folder `dataDir`. */
  readonly database: DatabaseSettings
  /**
   * Encrypts platform sessions in the database: any text of at least 16 characters, or several; the first
   * encrypts, all decrypt. Losing it orphans the conversations that are open.
   */
  readonly secretKey: string | ReadonlyArray<string>
  /** Connector instances by name; several accounts of one platform are several names. */
  readonly platforms: Readonly<Record<string, Connector>>
  readonly hubs: Readonly<Record<string, HubGroupSettings>>
  readonly resources: Readonly<Record<string, ResourceSettings>>
  /** Where the hub says what an operator should know. Never a secret, never a customer's words. Default: nowhere. */
  readonly log?: Log
}

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly event: string
  readonly conversationId?: string
  readonly platform?: string
  readonly code?: string
  readonly detail?: string
  readonly count?: number
}

export type Log = (entry: LogEntry) => void

/** After parsing: every default filled in, every name checked. */
export interface ResolvedSettings {
  readonly database: DatabaseSettings
  readonly secretKeys: ReadonlyArray<string>
  readonly platforms: ReadonlyMap<string, Connector>
  readonly hubs: ReadonlyMap<string, HubGroup>
  readonly resources: ReadonlyMap<string, Resource>
  readonly log: Log
}

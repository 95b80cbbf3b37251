import type { Secret } from '@conversation-hub/core'
import { z } from 'zod'
import { addressSchema, secretSchema } from '../settings/fields'
import type { CrmConnection } from './connection'
import { fieldName } from './field-name'
import { recordAtEndSchema, type WrittenRecordAtEnd } from './record-settings'

export const contactSchema = z.strictObject({
  object: fieldName.default('Contact'),
  field: fieldName,
  attributes: z.record(fieldName, z.string().min(1)).default({ Id: 'ContactId' }),
  linkEndUser: z.boolean().default(false),
})

export type ContactLookup = z.output<typeof contactSchema>

/** Where a customer is looked up, as it is written. */
export interface WrittenLookup {
  /** The object that holds the persons. Default: `Contact`. */
  readonly object?: string | undefined
  /** The field that holds the app's customer identifier. */
  readonly field: string
  /** Fields that are sent with the start, each with the routing attribute it becomes. Default: `{Id: 'ContactId'}`. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** The same, for conversations that have a MessagingEndUser record. */
export interface WrittenContact extends WrittenLookup {
  /**
   * Writes the Contact that was found into the conversation's MessagingEndUser record, which Salesforce does
   * not do by itself. Needs the permission to edit that object. Default: `false`.
   */
  readonly linkEndUser?: boolean | undefined
}

/** A login at Salesforce, as it is written: with `clientSecret`, or with `username` and `privateKey`. */
export interface WrittenLogin {
  /** `https://MyDomain.my.salesforce.com`, or `https://login.salesforce.com`. */
  readonly loginUrl?: string | undefined
  /** The consumer key of the External Client App. */
  readonly clientId?: string | undefined
  /** Its secret: client credentials flow. */
  readonly clientSecret?: Secret | undefined
  /** The user to log in as, with `privateKey`: JWT bearer flow. */
  readonly username?: string | undefined
  /** The private key of the certificate at the External Client App, PKCS #8 PEM. */
  readonly privateKey?: Secret | undefined
}

/** Access to the org's records, as it is written: a login, or a connection. */
export interface WrittenCrm extends WrittenLogin {
  /** A connection of `jsforce` or `@jsforce/jsforce-node` that the app keeps logged in by itself. */
  readonly connection?: CrmConnection | undefined
  /** Looks the customer up before a start, by the customer identifier. Default: no lookup. */
  readonly contact?: WrittenContact | undefined
  /** Writes a record when a conversation has ended, for example a Case. Default: none. */
  readonly recordAtEnd?: WrittenRecordAtEnd | undefined
}

const isConnection = (value: unknown): value is CrmConnection =>
  typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'function'

/** Where the connection comes from: a login of its own, or one that the app has already. */
export const loginFields = {
  loginUrl: addressSchema.optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: secretSchema.optional(),
  username: z.string().min(1).optional(),
  privateKey: secretSchema.optional(),
  connection: z.custom<CrmConnection>(isConnection, 'must be a jsforce connection').optional(),
}

const loginSchema = z.object(loginFields)
export type CrmLoginSettings = z.output<typeof loginSchema>

/** Says what is missing for a login. */
export function checkLogin(written: CrmLoginSettings, context: z.RefinementCtx): void {
  checkLoginOr(written, context, '')
}

/** The same, but a connection will do. */
function checkLoginOrConnection(written: CrmLoginSettings, context: z.RefinementCtx): void {
  if (!written.connection) checkLoginOr(written, context, ', unless a connection is given')
}

function checkLoginOr(written: CrmLoginSettings, context: z.RefinementCtx, or: string): void {
  const missing = (option: string, message: string) =>
    context.addIssue({ code: 'custom', path: [option], message })
  if (!written.loginUrl) missing('loginUrl', `is needed to log in${or}`)
  if (!written.clientId) missing('clientId', `is needed to log in${or}`)
  if (written.clientSecret || (written.username && written.privateKey)) return
  if (written.username) missing('privateKey', 'is needed with username')
  else if (written.privateKey) missing('username', 'is needed with privateKey')
  else missing('clientSecret', 'is needed to log in; or else username and privateKey')
}

/** A login is checked even where other settings are wrong: every problem is told at once. */
export const besidesOtherProblems = {
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
}

export const crmSchema = z
  .strictObject({
    ...loginFields,
    contact: contactSchema.optional(),
    recordAtEnd: recordAtEndSchema.optional(),
  })
  .superRefine(checkLoginOrConnection, besidesOtherProblems)

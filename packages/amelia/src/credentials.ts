import { type Secret, secretSchema } from '@conversation-hub/core'
import { z } from 'zod'

/** Exactly one of the two pairs. */
export type WrittenCredentials =
  | { readonly username: Secret; readonly password: Secret }
  | { readonly clientId: Secret; readonly clientSecret: Secret }

export type Credentials =
  | { readonly kind: 'login'; readonly username: Secret; readonly password: Secret }
  | { readonly kind: 'oauth'; readonly clientId: Secret; readonly clientSecret: Secret }

/** A user only, where OAuth is of no use. */
export const loginSchema = z.strictObject({ username: secretSchema, password: secretSchema })

/** One object of four optional names, so that a half-written pair is reported by the name of its other half. */
export const credentialsSchema = z
  .strictObject({
    username: secretSchema.optional(),
    password: secretSchema.optional(),
    clientId: secretSchema.optional(),
    clientSecret: secretSchema.optional(),
  })
  .transform(({ username, password, clientId, clientSecret }, context): Credentials => {
    const wantsLogin = username !== undefined || password !== undefined
    const wantsOauth = clientId !== undefined || clientSecret !== undefined
    if (wantsLogin && wantsOauth) {
      context.addIssue('must be a user or an OAuth client, not both')
      return z.NEVER
    }
    if (username !== undefined && password !== undefined) return { kind: 'login', username, password }
    if (clientId !== undefined && clientSecret !== undefined) return { kind: 'oauth', clientId, clientSecret }
    const report = (name: string) => context.addIssue({ code: 'custom', path: [name], message: 'is missing' })
    if (!wantsLogin && !wantsOauth) context.addIssue('must hold a user or an OAuth client')
    if (wantsLogin) report(username === undefined ? 'username' : 'password')
    if (wantsOauth) report(clientId === undefined ? 'clientId' : 'clientSecret')
    return z.NEVER
  })

import {
  addressSchema as anyAddressSchema,
  revealSecret,
  secretSchema as writtenSecretSchema,
} from '@conversation-hub/core'
import { z } from 'zod'

/** An address of Salesforce: whatever path was written behind the host, each API has its own. */
export const addressSchema = anyAddressSchema.transform((address) => new URL(address).origin)

/** An organisation id, as 15 characters: what the event router compares with, whichever form was written. */
export const orgIdSchema = z
  .string({ error: 'must be the organisation id' })
  .regex(
    /^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/,
    'must be an organisation id: 15 or 18 characters that begin with 00D',
  )
  .transform((id) => id.slice(0, 15))

/** The API name that Salesforce gives to what is set up there. */
export const apiNameSchema = z
  .string({ error: 'must be an API name' })
  .regex(/^[A-Za-z]\w*$/, 'must be the API name: letters, digits and underscores, not the label')

/** The name of a deployment. Orgs have made them in many ways; only a label, with its spaces, is surely wrong. */
export const deploymentNameSchema = z
  .string({ error: 'must be the API name of the deployment' })
  .regex(/^\S+$/, 'must be the API name of the deployment, which has no spaces: not its label')

export const secretSchema = writtenSecretSchema.transform((secret) => () => revealSecret(secret))

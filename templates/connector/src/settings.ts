import { addressSchema, readSettings, revealSecret, type Secret, secretSchema } from '@conversation-hub/core'
import { z } from 'zod'

/** What `myPlatform()` is given, as a person writes it. */
export interface MyPlatformSettings {
  /** Where the platform is, for example `https://chat.example.com`. `http:` only on this machine. */
  readonly url: string
  /** The key of the account. A function is asked at every call, so that the key may change while the app runs. */
  readonly apiKey: Secret
}

/** What the rest of the connector works with. Nobody else has to know that a key may be a function. */
export interface ResolvedSettings {
  /** Without trailing slash. */
  readonly url: string
  readonly apiKey: () => Promise<string>
}

// Strict, unlike the schemas of what the platform sends: a misspelt option is a mistake of the person who wrote it.
const schema = z.strictObject({
  url: addressSchema,
  apiKey: secretSchema,
})

/** Throws `settings-invalid`, which lists every problem at once: nobody wants to start five times. */
export function resolveSettings(written: MyPlatformSettings): ResolvedSettings {
  const { url, apiKey } = readSettings(schema, written, { of: 'myPlatform' })
  return { url, apiKey: () => revealSecret(apiKey) }
}

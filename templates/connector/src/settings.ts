import { ConversationError, revealSecret, type Secret } from '@conversation-hub/core'
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
  url: z.string('is missing').refine(isSafeAddress, {
    error: 'must be an address that begins with https:// (http:// only on this machine)',
  }),
  apiKey: z.custom<Secret>(
    (value) => (typeof value === 'string' && value !== '') || typeof value === 'function',
    'must be a text that is not empty, or a function that gives one',
  ),
})

/** Throws `settings-invalid` that lists every problem at once: nobody wants to start five times. */
export function resolveSettings(written: MyPlatformSettings): ResolvedSettings {
  const parsed = schema.safeParse(written)
  if (parsed.success) {
    const { url, apiKey } = parsed.data
    return {
      url: url.replace(/\/+$/, ''),
      apiKey: () => revealSecret(apiKey),
    }
  }
  // Messages name the option and what is expected of it, and never the value: it may be a secret.
  const problems = parsed.error.issues.map(({ path, message }) => ({
    at: path.join('.') || 'settings',
    problem: message,
  }))
  const list = problems.map(({ at, problem }) => `${at} ${problem}`).join('; ')
  throw new ConversationError('settings-invalid', `The My Platform settings are not usable: ${list}.`, {
    problems,
  })
}

function isSafeAddress(written: string): boolean {
  if (!URL.canParse(written)) return false
  const { protocol, hostname } = new URL(written)
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  )
}

import { readSettings } from '@conversation-hub/core'
import { z } from 'zod'
import type { ResolvedSettings, ServerSettings } from './settings'

const DAY_MS = 24 * 60 * 60_000

const apiKey = z.string().regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters without spaces')
const secretKey = z
  .string()
  .min(16, 'must have at least 16 characters; make one with: openssl rand -base64 48')
const origin = z
  .string()
  .refine(
    (text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text),
    'must be "*" or an origin such as "https://shop.example", without a path or a slash at the end',
  )

/** One key or several: always several. */
const keys = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.preprocess((given) => [given].flat(), z.tuple([schema], schema))

/** One that is a promise still has no methods: `createHub` has not been awaited. */
const hub = z.custom<ServerSettings['hub']>(
  (value) => typeof Object(value).startConversation === 'function',
  'must be the hub that createHub resolves to: await createHub({ … })',
)
const callable = z.custom((value) => typeof value === 'function', 'must be a function').optional()

const settingsSchema = z.strictObject({
  hub,
  apiKey: keys(apiKey),
  secretKey: keys(secretKey),
  allowedOrigins: z.array(origin).default([]),
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  sessionTokenLifeMs: z.int().positive().default(DAY_MS),
  limits: z
    .strictObject({
      messagesPerSecond: z.number().positive().default(50),
      sessionsPerMinute: z.number().positive().default(120),
    })
    .prefault({}),
  metrics: z.enum(['key', 'open']).default('key'),
  pages: callable,
  log: callable,
})

/** The environment variables of the reference app that these options come from. */
const variables: Readonly<Record<string, string>> = {
  apiKey: 'HUB_API_KEY',
  secretKey: 'HUB_SECRET_KEY',
  allowedOrigins: 'ALLOWED_ORIGINS',
  publicUrl: 'PUBLIC_URL',
}

/** Parses the settings. Throws `settings-invalid` with every problem at once. */
export function resolveSettings(written: ServerSettings): ResolvedSettings {
  const read = readSettings(settingsSchema, written, { of: 'createServer', variables })
  const { apiKey: apiKeys, secretKey: secretKeys, publicUrl, limits } = read
  const { allowedOrigins, sessionTokenLifeMs, metrics } = read
  return {
    allowedOrigins,
    sessionTokenLifeMs,
    metrics,
    ...limits,
    apiKeys,
    secretKeys,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
  }
}

import { z } from 'zod'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number from 0 to 65535')

const httpUrl = z.string().refine((value) => /^https?:$/.test(protocolOf(value)), {
  error: 'must be an address that begins with https:// (or http:// on this machine)',
})

const postgresUrl = z.string().refine(isPostgresUrl, {
  error:
    'must be an address such as postgres://user:password@host:5432/database; in user and password, special characters ' +
    'are percent-encoded, for example / as %2F and # as %23',
})

const origins = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every((origin) => origin === '*' || isOrigin(origin)), {
    error: 'must be origins such as https://www.example.com, separated by commas, or *',
  })

/** As it can stand in a header. */
const apiKey = z
  .string()
  .min(8, 'must have at least 8 characters')
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters without spaces')

/** One key, or several while they change: the newest first. */
const secretKeys = z
  .string()
  .transform((value): [string, ...string[]] => {
    const [newest = '', ...older] = value.split(',').map((key) => key.trim())
    return [newest, ...older]
  })
  .refine((keys) => keys.every((key) => key.length >= 16), {
    error:
      'must have at least 16 characters (each of them, where there are several, separated by commas); ' +
      'make one with: openssl rand -base64 48',
  })

/** Every variable of the reference app. All are optional; an empty one counts as absent. */
export const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: postgresUrl.optional(),
  DATA_DIR: z.string().default('./.data'),
  HUB_API_KEY: apiKey.optional(),
  HUB_SECRET_KEY: secretKeys.optional(),
  ALLOWED_ORIGINS: origins.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  CONFIG_FILE: z.string().optional(),
  HUB_PROFILE: z.string().optional(),

  SALESFORCE_SCRT_URL: httpUrl.optional(),
  SALESFORCE_ORG_ID: z.string().optional(),
  SALESFORCE_DEPLOYMENT: z.string().optional(),
  SALESFORCE_LOGIN_URL: httpUrl.optional(),
  SALESFORCE_CLIENT_ID: z.string().optional(),
  SALESFORCE_CLIENT_SECRET: z.string().optional(),
  SALESFORCE_USERNAME: z.string().optional(),
  SALESFORCE_PRIVATE_KEY: z.string().optional(),
  SALESFORCE_AGENT_ID: z.string().optional(),
  SALESFORCE_BYOC_CHANNEL: z.string().optional(),
  SALESFORCE_BYOC_EVENT: z.string().optional(),
  SALESFORCE_BYOC_ADDRESS: z.string().optional(),

  AMELIA_URL: httpUrl.optional(),
  AMELIA_DOMAIN: z.string().optional(),
  AMELIA_USERNAME: z.string().optional(),
  AMELIA_PASSWORD: z.string().optional(),
  AMELIA_CLIENT_ID: z.string().optional(),
  AMELIA_CLIENT_SECRET: z.string().optional(),

  TWILIO_API_URL: httpUrl.optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
})

export type Environment = z.output<typeof environmentSchema>

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : ''
}

/** A password with `/`, `?` or `#` as they are would be taken for the path, the query or the fragment, and so on. */
function isPostgresUrl(value: string): boolean {
  if (!/^postgres(ql)?:$/.test(protocolOf(value))) return false
  const { username, pathname, search, hash } = new URL(value)
  const isCutShort = username === '' && /^[^=]*@/.test(`${pathname}${search}`)
  return hash === '' && !isCutShort
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}

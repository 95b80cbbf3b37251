import { readSettings as read } from '@conversation-hub/core'
import type { z } from 'zod'

const login = {
  loginUrl: 'SALESFORCE_LOGIN_URL',
  clientId: 'SALESFORCE_CLIENT_ID',
  clientSecret: 'SALESFORCE_CLIENT_SECRET',
  username: 'SALESFORCE_USERNAME',
  privateKey: 'SALESFORCE_PRIVATE_KEY',
}

/** The environment variable of the reference app that an option is usually filled from. */
const variables: Readonly<Record<string, string>> = {
  scrtUrl: 'SALESFORCE_SCRT_URL',
  orgId: 'SALESFORCE_ORG_ID',
  deployment: 'SALESFORCE_DEPLOYMENT',
  agentId: 'SALESFORCE_AGENT_ID',
  channel: 'SALESFORCE_BYOC_CHANNEL',
  channelAddress: 'SALESFORCE_BYOC_ADDRESS',
  event: 'SALESFORCE_BYOC_EVENT',
  ...login,
  ...Object.fromEntries(Object.entries(login).map(([option, variable]) => [`crm.${option}`, variable])),
}

/** Parses written settings. Throws `settings-invalid` with every problem, by option and environment variable. */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
  factory: string,
): z.output<Schema> {
  return read(schema, written, { of: factory, variables })
}

import { ConversationError, type Problem, problemsOf } from '@conversation-hub/core'
import type { z } from 'zod'

/** The environment variable of the reference app that an option is usually filled from. */
const environmentNames: Readonly<Record<string, string>> = {
  scrtUrl: 'SALESFORCE_SCRT_URL',
  orgId: 'SALESFORCE_ORG_ID',
  deployment: 'SALESFORCE_DEPLOYMENT',
  loginUrl: 'SALESFORCE_LOGIN_URL',
  clientId: 'SALESFORCE_CLIENT_ID',
  clientSecret: 'SALESFORCE_CLIENT_SECRET',
  username: 'SALESFORCE_USERNAME',
  privateKey: 'SALESFORCE_PRIVATE_KEY',
  agentId: 'SALESFORCE_AGENT_ID',
  channel: 'SALESFORCE_BYOC_CHANNEL',
  channelAddress: 'SALESFORCE_BYOC_ADDRESS',
  event: 'SALESFORCE_BYOC_EVENT',
}

/** Parses written settings. Throws `settings-invalid` with every problem, by option and environment variable. */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  written: unknown,
  factory: string,
): z.output<Schema> {
  const parsed = schema.safeParse(written)
  if (parsed.success) return parsed.data
  const problems = firstOfEach(problemsOf(parsed.error)).map(({ at, problem }) => ({
    at: withVariable(at),
    problem,
  }))
  const list = problems.map(({ at, problem }) => `${at}: ${problem}`).join('; ')
  throw new ConversationError('settings-invalid', `The settings of ${factory} are not valid: ${list}.`, {
    problems,
  })
}

/** An option that is wrong in itself need not be told that it is also missing. */
function firstOfEach(problems: ReadonlyArray<Problem>): Problem[] {
  return problems.filter(({ at }, index) => problems.findIndex((other) => other.at === at) === index)
}

/** core speaks of requests; here a problem without a path concerns the settings as a whole. */
function withVariable(option: string): string {
  if (option === 'request') return 'settings'
  const variable = environmentNames[option.split('.').at(-1) ?? '']
  return variable === undefined ? option : `${option} (${variable})`
}

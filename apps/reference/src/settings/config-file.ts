import { readFile } from 'node:fs/promises'
import { ConversationError, type Problem, problemsOf, resourceBindings } from '@conversation-hub/core'
import type { HubGroupSettings, Limits, ResourceSettings } from '@conversation-hub/hub'
import { z } from 'zod'
import type { Environment } from './environment'

/**
 * `CONFIG_FILE`: which resources there are, which hub each belongs to, and for each environment which resource a
 * name stands for; how fast, and for how long. The hub checks the entries.
 */
const configFileSchema = z.strictObject({
  hubs: z.record(z.string(), z.custom<HubGroupSettings>(isObject, 'must be an object')),
  resources: z.record(z.string(), z.custom<ResourceSettings>(isObject, 'must be an object')),
  profiles: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  limits: z.custom<Limits>(isObject, 'must be an object').optional(),
  keepEndedForDays: z.number().optional(),
})

export interface Configuration {
  readonly hubs: Readonly<Record<string, HubGroupSettings>>
  readonly resources: Readonly<Record<string, ResourceSettings>>
  /** The names of the environment's profile. */
  readonly bindings?: Readonly<Record<string, string>>
  readonly limits?: Limits
  readonly keepEndedForDays?: number
}

/** Without a file: one hub and two resources per platform; those of a platform that is not there have no hub. */
export function defaultConfiguration(
  platforms: ReadonlyArray<string>,
  carriers: Readonly<Record<string, string>>,
): Configuration {
  const names = ['salesforce', 'amelia']
  const hubs = names
    .filter((name) => platforms.includes(name))
    .map((name) => [name, { platform: name }] as const)
  const resources = names.flatMap((name) => {
    const hub = platforms.includes(name) ? { hub: name } : {}
    const carrier = carriers[name] === undefined ? {} : { carrier: carriers[name] }
    return [
      [`${name}-web`, { channel: 'web-chat' as const, startOn: 'session' as const, ...hub }] as const,
      [`${name}-sms`, { channel: 'sms' as const, startOn: 'inbound' as const, ...hub, ...carrier }] as const,
    ]
  })
  return { hubs: Object.fromEntries(hubs), resources: Object.fromEntries(resources) }
}

export async function readConfigFile(
  path: string,
  environment: Pick<Environment, 'HUB_PROFILE' | 'NODE_ENV'>,
): Promise<{ configuration: Configuration } | { problems: ReadonlyArray<Problem> }> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return { problems: [{ at: 'CONFIG_FILE', problem: `cannot be read: ${path}` }] }
  try {
    const parsed = configFileSchema.safeParse(JSON.parse(text))
    if (parsed.success) return withBindings(parsed.data, environment)
    return { problems: inConfigFile(problemsOf(parsed.error)) }
  } catch {
    return { problems: [{ at: 'CONFIG_FILE', problem: `is not JSON: ${path}` }] }
  }
}

const inConfigFile = (problems: ReadonlyArray<Problem>): Problem[] =>
  // What concerns the file as a whole is not a request's.
  problems.map(({ at, problem }) => ({ at: at === 'request' ? 'CONFIG_FILE' : `CONFIG_FILE ${at}`, problem }))

/** The profile is `HUB_PROFILE`, else `production` or `development`. */
function withBindings(
  { profiles, limits, keepEndedForDays, ...entries }: z.output<typeof configFileSchema>,
  { HUB_PROFILE, NODE_ENV }: Pick<Environment, 'HUB_PROFILE' | 'NODE_ENV'>,
): { configuration: Configuration } | { problems: ReadonlyArray<Problem> } {
  const configuration = {
    ...entries,
    ...(limits && { limits }),
    ...(keepEndedForDays !== undefined && { keepEndedForDays }),
  }
  if (!profiles) {
    if (HUB_PROFILE === undefined) return { configuration }
    return { problems: [{ at: 'HUB_PROFILE', problem: 'is set, but CONFIG_FILE has no "profiles"' }] }
  }
  const profile = HUB_PROFILE ?? (NODE_ENV === 'production' ? 'production' : 'development')
  try {
    return { configuration: { ...configuration, bindings: resourceBindings(profiles, profile) } }
  } catch (thrown) {
    if (!(thrown instanceof ConversationError)) throw thrown
    return { problems: inConfigFile(thrown.problems) }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

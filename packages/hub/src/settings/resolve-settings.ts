import { type ChannelAdapter, ConversationError, type Problem, problemsOf } from '@conversation-hub/core'
import { z } from 'zod'
import {
  type HubGroup,
  type HubSettings,
  hubSettingsSchema,
  type Log,
  type ResolvedSettings,
  type Resource,
  resourceSettingsSchema,
} from './settings'

const SECRET_KEY_CHARACTERS = 16

/** Parses the settings. Throws `settings-invalid` with every problem at once. */
export function resolveSettings(settings: HubSettings): ResolvedSettings {
  const problems: Problem[] = []
  const platforms = new Map(Object.entries(settings.platforms))
  const carriers = new Map(Object.entries(settings.carriers ?? {}))
  const hubs = parseEntries(settings.hubs, hubSettingsSchema, 'hubs', problems)
  const resources = new Map<string, Resource>()
  for (const [resourceId, resource] of parseEntries(
    settings.resources,
    resourceSettingsSchema,
    'resources',
    problems,
  )) {
    resources.set(resourceId, { ...resource, resourceId })
  }
  problems.push(...unknownPlatforms(hubs, platforms), ...unknownHubs(resources, settings.hubs))
  problems.push(...wrongCarriers(resources, carriers), ...ambiguousNames(carriers, platforms))
  const bindings = new Map(Object.entries(settings.bindings ?? {}))
  problems.push(...wrongBindings(bindings, settings.resources))
  const secretKeys = [settings.secretKey].flat()
  if (secretKeys.length === 0 || secretKeys.some((key) => key.length < SECRET_KEY_CHARACTERS)) {
    problems.push({
      at: 'secretKey (HUB_SECRET_KEY)',
      problem: `must have at least ${SECRET_KEY_CHARACTERS} characters; make one with: openssl rand -base64 48`,
    })
  }
  problems.push(...problemsOfNumbers(settings))
  if (problems.length > 0) {
    const lines = problems.map(({ at, problem }) => `  ${at}: ${problem}`).join('\n')
    throw new ConversationError('settings-invalid', `The hub’s settings have to be corrected:\n${lines}`, {
      problems,
    })
  }
  return {
    database: settings.database,
    secretKeys,
    platforms,
    carriers,
    hubs,
    resources,
    bindings,
    log: quietly(settings.log ?? (() => {})),
    limits: settings.limits ?? {},
    keepEndedForDays: settings.keepEndedForDays,
    fileLink: settings.fileLink,
    failpoint: settings.failpoint ?? (() => {}),
  }
}

/** A log that fails must not end a conversation. */
function quietly(log: Log): Log {
  return (entry) => {
    try {
      log(entry)
    } catch {
      // There is nowhere else to say it.
    }
  }
}

const numbersSchema = z.object({
  limits: z
    .strictObject({
      messagesPerConversation: z.number().positive().optional(),
      commandsPerAccount: z.number().positive().optional(),
    })
    .optional(),
  keepEndedForDays: z.number().nonnegative().optional(),
})

function problemsOfNumbers({ limits, keepEndedForDays }: HubSettings): Problem[] {
  const parsed = numbersSchema.safeParse({ limits, keepEndedForDays })
  return parsed.success ? [] : problemsOf(parsed.error)
}

function parseEntries<Schema extends z.ZodType>(
  entries: Readonly<Record<string, unknown>>,
  schema: Schema,
  where: string,
  problems: Problem[],
): Map<string, z.output<Schema>> {
  const parsed = new Map<string, z.output<Schema>>()
  for (const [name, entry] of Object.entries(entries)) {
    const result = schema.safeParse(entry)
    if (result.success) parsed.set(name, result.data)
    else problems.push(...problemsOf(result.error, where, name))
  }
  return parsed
}

function unknownPlatforms(
  hubs: ReadonlyMap<string, HubGroup>,
  platforms: ReadonlyMap<string, unknown>,
): Problem[] {
  const known = [...platforms.keys()].join(', ') || 'none'
  return [...hubs].flatMap(([name, hub]) =>
    (['platform', 'fallback', 'escalateTo'] as const).flatMap((option) => {
      const platform = hub[option]
      if (platform === undefined || platforms.has(platform)) return []
      const problem = `no platform is named "${platform}" (there are: ${known})`
      return [{ at: `hubs.${name}.${option}`, problem }]
    }),
  )
}

function unknownHubs(
  resources: ReadonlyMap<string, Resource>,
  hubs: Readonly<Record<string, unknown>>,
): Problem[] {
  const known = Object.keys(hubs).join(', ') || 'none'
  return [...resources.values()]
    .filter(({ hub }) => hub !== undefined && !(hub in hubs))
    .map(({ resourceId, hub }) => ({
      at: `resources.${resourceId}.hub`,
      problem: `no hub is named "${hub}" (there are: ${known})`,
    }))
}

function wrongCarriers(
  resources: ReadonlyMap<string, Resource>,
  carriers: ReadonlyMap<string, ChannelAdapter>,
): Problem[] {
  const known = [...carriers.keys()].join(', ') || 'none'
  return [...resources.values()].flatMap(({ resourceId, channel, carrier }) => {
    if (carrier === undefined) return []
    const at = `resources.${resourceId}.carrier`
    const adapter = carriers.get(carrier)
    if (!adapter) return [{ at, problem: `no carrier is named "${carrier}" (there are: ${known})` }]
    if (adapter.channel === channel) return []
    return [{ at, problem: `the carrier "${carrier}" is for ${adapter.channel}, the resource is ${channel}` }]
  })
}

/** A name is no other resource's id, and stands for one that there is. */
function wrongBindings(
  bindings: ReadonlyMap<string, string>,
  resources: Readonly<Record<string, unknown>>,
): Problem[] {
  const known = Object.keys(resources).join(', ') || 'none'
  return [...bindings].flatMap(([name, resourceId]) => {
    const at = `bindings.${name}`
    if (!Object.hasOwn(resources, resourceId)) {
      return [{ at, problem: `no resource has the id "${resourceId}" (there are: ${known})` }]
    }
    const isTaken = name !== resourceId && Object.hasOwn(resources, name)
    return isTaken ? [{ at, problem: 'is also the id of a resource; choose another name' }] : []
  })
}

/** Both are reached at /webhooks/{name}. */
function ambiguousNames(
  carriers: ReadonlyMap<string, ChannelAdapter>,
  platforms: ReadonlyMap<string, unknown>,
): Problem[] {
  return [...carriers.keys()]
    .filter((name) => platforms.has(name))
    .map((name) => ({ at: `carriers.${name}`, problem: 'is also the name of a platform; choose another' }))
}

import { type ChannelAdapter, type Problem, problemsOf } from '@conversation-hub/core'
import { z } from 'zod'
import { hubGroupSettingsSchema, LONGEST_DAYS, resourceSettingsSchema } from './schemas'
import type { HubConfiguration, HubGroup, Resource } from './settings'

/** The names that a configuration may refer to. */
export interface KnownNames {
  readonly platforms: ReadonlyArray<string>
  /** Carriers by name, each with the channel that it serves. */
  readonly carriers: Readonly<Record<string, Pick<ChannelAdapter, 'channel'>>>
}

/** A configuration as read from a file, in which anything may be wrong. */
type WrittenConfiguration = {
  readonly [Name in keyof HubConfiguration]?: HubConfiguration[Name] | undefined
}

interface ReadConfiguration {
  readonly hubs: ReadonlyMap<string, HubGroup>
  readonly resources: ReadonlyMap<string, Resource>
  readonly problems: ReadonlyArray<Problem>
}

/**
 * Everything that is wrong with a configuration, by its path: what `createHub` would refuse, but without opening
 * anything. For an app that reads its configuration from a file and wants to report all problems at once. Entries may
 * be anything; what is left out is not checked.
 */
export function checkConfiguration(written: WrittenConfiguration, known: KnownNames): ReadonlyArray<Problem> {
  return readConfiguration(written, known).problems
}

/** Those entries that are right, with every default filled in, and everything that is wrong with the others. */
export function readConfiguration(written: WrittenConfiguration, known: KnownNames): ReadConfiguration {
  const hubs = readEntries(written.hubs, hubGroupSettingsSchema, 'hubs')
  const resources = readEntries(written.resources, resourceSettingsSchema, 'resources')
  const wrong = [...hubs.problems, ...resources.problems]
  const unknown = [
    ...unknownPlatforms(written.hubs, known.platforms),
    ...unknownHubs(written),
    ...wrongCarriers(written.resources, known.carriers),
    ...wrongBindings(written),
  ]
  return {
    hubs: hubs.read,
    resources: new Map([...resources.read].map(([resourceId, one]) => [resourceId, { ...one, resourceId }])),
    problems: [
      ...wrong,
      // Of a name that is not even valid, it need not be said that nothing has it.
      ...unknown.filter(({ at }) => !wrong.some((problem) => problem.at === at)),
      ...problemsOfNumbers(written),
    ],
  }
}

/** What an entry may be is checked twice: by the type under which it is written, which has to fit, and as it comes. */
function readEntries<Schema extends z.ZodType>(
  entries: Entries<z.input<Schema>>,
  schema: Schema,
  where: string,
): { read: Map<string, z.output<Schema>>; problems: Problem[] } {
  const read = new Map<string, z.output<Schema>>()
  const problems: Problem[] = []
  for (const [name, entry] of Object.entries(entries ?? {})) {
    const result = schema.safeParse(entry)
    if (result.success) read.set(name, result.data)
    else problems.push(...problemsOf(result.error, where, name))
  }
  return { read, problems }
}

const numbersSchema = z.object({
  limits: z
    .strictObject({
      messagesPerConversation: z.number().positive().optional(),
      commandsPerAccount: z.number().positive().optional(),
    })
    .optional(),
  keepEndedForDays: z
    .number()
    .nonnegative()
    .max(LONGEST_DAYS, `must be at most ${LONGEST_DAYS}; leave it out to keep them for ever`)
    .optional(),
})

function problemsOfNumbers({ limits, keepEndedForDays }: WrittenConfiguration): Problem[] {
  const parsed = numbersSchema.safeParse({ limits, keepEndedForDays })
  return parsed.success ? [] : problemsOf(parsed.error)
}

type Entries<Entry = unknown> = Readonly<Record<string, Entry>> | undefined

/** The name that an entry gives as an option, even if something else in the entry is wrong. */
function nameAt(entry: unknown, option: string): string | undefined {
  const name: unknown = Object(entry)[option]
  return typeof name === 'string' ? name : undefined
}

const listOf = (names: ReadonlyArray<string>) => names.join(', ') || 'none'

function unknownPlatforms(hubs: Entries, platforms: ReadonlyArray<string>): Problem[] {
  return Object.entries(hubs ?? {}).flatMap(([name, hub]) =>
    ['platform', 'fallback', 'escalateTo'].flatMap((option) => {
      const platform = nameAt(hub, option)
      if (platform === undefined || platforms.includes(platform)) return []
      const problem = `no platform is named "${platform}" (there are: ${listOf(platforms)})`
      return [{ at: `hubs.${name}.${option}`, problem }]
    }),
  )
}

function unknownHubs({ hubs, resources }: WrittenConfiguration): Problem[] {
  if (!hubs) return []
  return Object.entries(resources ?? {}).flatMap(([resourceId, resource]) => {
    const hub = nameAt(resource, 'hub')
    if (hub === undefined || Object.hasOwn(hubs, hub)) return []
    const problem = `no hub is named "${hub}" (there are: ${listOf(Object.keys(hubs))})`
    return [{ at: `resources.${resourceId}.hub`, problem }]
  })
}

function wrongCarriers(resources: Entries, carriers: KnownNames['carriers']): Problem[] {
  return Object.entries(resources ?? {}).flatMap(([resourceId, resource]) => {
    const carrier = nameAt(resource, 'carrier')
    if (carrier === undefined) return []
    const at = `resources.${resourceId}.carrier`
    const adapter = Object.hasOwn(carriers, carrier) ? carriers[carrier] : undefined
    if (!adapter) {
      return [
        { at, problem: `no carrier is named "${carrier}" (there are: ${listOf(Object.keys(carriers))})` },
      ]
    }
    const channel = nameAt(resource, 'channel')
    if (channel === undefined || adapter.channel === channel) return []
    return [{ at, problem: `the carrier "${carrier}" is for ${adapter.channel}, the resource is ${channel}` }]
  })
}

/** A name must stand for a resource that exists, and must not be the id of another one. */
function wrongBindings({ bindings, resources }: WrittenConfiguration): Problem[] {
  if (!resources) return []
  return Object.entries(bindings ?? {}).flatMap(([name, resourceId]) => {
    const at = `bindings.${name}`
    if (!Object.hasOwn(resources, resourceId)) {
      const known = listOf(Object.keys(resources))
      return [{ at, problem: `no resource has the id "${resourceId}" (there are: ${known})` }]
    }
    const isTaken = name !== resourceId && Object.hasOwn(resources, name)
    return isTaken ? [{ at, problem: 'is also the id of a resource; choose another name' }] : []
  })
}

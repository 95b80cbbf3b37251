import { readFile } from 'node:fs/promises'
import type { Problem } from '@conversation-hub/core'
import type { HubGroupSettings, ResourceSettings } from '@conversation-hub/hub'
import { z } from 'zod'

/** `CONFIG_FILE`: which resources there are, and which hub each belongs to. The hub checks the entries. */
const configFileSchema = z.strictObject({
  hubs: z.record(z.string(), z.custom<HubGroupSettings>(isObject, 'must be an object')),
  resources: z.record(z.string(), z.custom<ResourceSettings>(isObject, 'must be an object')),
})

export type Configuration = z.output<typeof configFileSchema>

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
): Promise<{ configuration: Configuration } | { problems: ReadonlyArray<Problem> }> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return { problems: [{ at: 'CONFIG_FILE', problem: `cannot be read: ${path}` }] }
  try {
    const parsed = configFileSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { configuration: parsed.data }
    return {
      problems: parsed.error.issues.map(({ path: at, message }) => ({
        at: `CONFIG_FILE ${at.join('.')}`,
        problem: message,
      })),
    }
  } catch {
    return { problems: [{ at: 'CONFIG_FILE', problem: `is not JSON: ${path}` }] }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

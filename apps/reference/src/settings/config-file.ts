import { readFile } from 'node:fs/promises'
import { type Problem, problemsOf } from '@conversation-hub/core'
import {
  checkConfiguration,
  type HubConfiguration,
  type HubGroupSettings,
  type KnownNames,
  type Limits,
  type ResourceSettings,
} from '@conversation-hub/hub'
import { z } from 'zod'
import { type ChosenProfile, chooseProfile } from './choose-profile'
import type { Environment } from './environment'

/**
 * `CONFIG_FILE`: which resources there are, which hub each belongs to, and for each environment which resource a
 * name stands for; how fast, and for how long. What the entries hold, the hub checks.
 */
const configFileSchema = z.strictObject({
  hubs: z.record(z.string(), z.custom<HubGroupSettings>()),
  resources: z.record(z.string(), z.custom<ResourceSettings>()),
  profiles: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  limits: z.custom<Limits>().optional(),
  keepEndedForDays: z.custom<number>().optional(),
})

/** Reads the file, whose entries can name the platforms and carriers that are `known`. */
export async function readConfigFile(
  path: string,
  environment: Pick<Environment, 'HUB_PROFILE' | 'NODE_ENV'>,
  known: KnownNames,
): Promise<{ configuration: HubConfiguration } | { problems: ReadonlyArray<Problem> }> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return { problems: [{ at: 'CONFIG_FILE', problem: `cannot be read: ${path}` }] }
  const { written, wrongAt } = parseJson(text)
  if (wrongAt !== undefined)
    return { problems: [{ at: 'CONFIG_FILE', problem: `is not JSON: ${path}${wrongAt}` }] }
  const parsed = configFileSchema.safeParse(written)
  const wrong = parsed.success ? [] : problemsOf(parsed.error)
  const { profiles, ...entries } = parsed.success ? parsed.data : readableOf(written, wrong)
  // Of profiles that cannot be read, nobody can say which is missing.
  const areWrong = wrong.some(({ at }) => entryOf(at) === 'profiles')
  const chosen: ChosenProfile = areWrong ? { problems: [] } : chooseProfile(profiles, environment)
  const { profile, bindings } = chosen
  const problems = [
    ...wrong.map(inFile),
    ...chosen.problems,
    ...checkConfiguration({ ...entries, bindings }, known).map(({ at, problem }) =>
      inFile({ at: at.replace(/^bindings\./, `profiles.${profile}.`), problem }),
    ),
  ]
  if (!parsed.success || problems.length > 0) return { problems }
  const { profiles: _, ...configuration } = parsed.data
  return { configuration: { ...configuration, bindings } }
}

/** What is written; or where it is no JSON, as far as Node tells. */
function parseJson(text: string): { written?: unknown; wrongAt?: string } {
  try {
    return { written: JSON.parse(text) }
  } catch (thrown) {
    const [, told] = /position (\d+)/.exec(String(thrown)) ?? []
    const position = told ?? (String(thrown).includes('end of JSON') ? text.length : undefined)
    if (position === undefined) return { wrongAt: '' }
    const lines = text.slice(0, Number(position)).split('\n')
    return { wrongAt: `, line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}` }
  }
}

/** A wrong entry is reported and then read as absent, so that the others are checked too. */
function readableOf(written: unknown, wrong: ReadonlyArray<Problem>) {
  const names = new Set(wrong.map(({ at }) => entryOf(at)))
  const rest = Object.entries(Object(written)).filter(([name]) => !names.has(name))
  return configFileSchema.partial().strip().parse(Object.fromEntries(rest))
}

const entryOf = (path: string) => path.split('.')[0]

/** What concerns the file as a whole is not a request's. */
function inFile({ at, problem }: Problem): Problem {
  return { at: at === 'request' ? 'CONFIG_FILE' : `CONFIG_FILE ${at}`, problem }
}

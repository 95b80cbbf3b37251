import { ConversationError, type Problem } from '@conversation-hub/core'
import { readConfiguration } from './read-configuration'
import { readConnections } from './read-connections'
import type { HubSettings, Log, ResolvedSettings } from './settings'

const SECRET_KEY_CHARACTERS = 16

/** Parses the settings. Throws `settings-invalid` with every problem at once. */
export function resolveSettings(written: HubSettings): ResolvedSettings {
  // From plain JavaScript, nothing may be there at all.
  const settings: Partial<HubSettings> = Object(written)
  const connections = readConnections(settings)
  const { platforms, carriers } = connections
  const known = { platforms: Object.keys(platforms), carriers }
  const configuration = readConfiguration(settings, known)
  const secretKeys = [settings.secretKey ?? []].flat()
  const problems = [
    ...connections.problems,
    ...configuration.problems,
    ...ambiguousNames(Object.keys(carriers), known.platforms),
    ...wrongKeys(secretKeys),
  ]
  if (problems.length > 0) {
    const lines = problems.map(({ at, problem }) => `  ${at}: ${problem}`).join('\n')
    throw new ConversationError('settings-invalid', `The hub’s settings are not valid:\n${lines}`, {
      problems,
    })
  }
  return {
    database: connections.database,
    secretKeys,
    platforms: new Map(Object.entries(platforms)),
    carriers: new Map(Object.entries(carriers)),
    hubs: configuration.hubs,
    resources: configuration.resources,
    bindings: new Map(Object.entries(settings.bindings ?? {})),
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

function wrongKeys(secretKeys: ReadonlyArray<string>): Problem[] {
  if (
    secretKeys.length > 0 &&
    secretKeys.every((key) => typeof key === 'string' && key.length >= SECRET_KEY_CHARACTERS)
  )
    return []
  return [
    {
      at: 'secretKey (HUB_SECRET_KEY)',
      problem: `must have at least ${SECRET_KEY_CHARACTERS} characters; make one with: openssl rand -base64 48`,
    },
  ]
}

/** Platforms and carriers share /webhooks/{name}. */
function ambiguousNames(carriers: ReadonlyArray<string>, platforms: ReadonlyArray<string>): Problem[] {
  return carriers
    .filter((name) => platforms.includes(name))
    .map((name) => ({ at: `carriers.${name}`, problem: 'is also the name of a platform; choose another' }))
}

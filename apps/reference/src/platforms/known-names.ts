import type { KnownNames } from '@conversation-hub/hub'
import type { Carriers } from './carriers'
import type { Connectors } from './connectors'
import { sandboxNames } from './sandbox-names'

/**
 * What a configuration can name, before anything is started: what the variables configure and, where they name no
 * platform, what the sandboxes play.
 */
export function knownNames(
  { names: platforms }: Pick<Connectors, 'names'>,
  { names: carriers }: Pick<Carriers, 'names'>,
): KnownNames {
  const usesSandboxes = platforms.length === 0
  const carried = usesSandboxes && carriers.length === 0 ? sandboxNames.carriers : carriers
  return {
    platforms: usesSandboxes ? sandboxNames.platforms : platforms,
    carriers: Object.fromEntries(carried.map((name) => [name, { channel: 'sms' }] as const)),
  }
}

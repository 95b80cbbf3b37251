import {
  ConversationError,
  type Problem,
  type ResourceProfiles,
  resourceBindings,
} from '@conversation-hub/core'
import type { Environment } from './environment'

/** The profile that holds in this environment, and what its names stand for. */
export interface ChosenProfile {
  /** Absent where the file has none. */
  readonly profile?: string
  readonly bindings?: Readonly<Record<string, string>>
  readonly problems: ReadonlyArray<Problem>
}

/** Chooses by `HUB_PROFILE`; without it, `production` or `development` by `NODE_ENV`. */
export function chooseProfile(
  profiles: ResourceProfiles | undefined,
  { HUB_PROFILE, NODE_ENV }: Pick<Environment, 'HUB_PROFILE' | 'NODE_ENV'>,
): ChosenProfile {
  if (!profiles) {
    if (HUB_PROFILE === undefined) return { problems: [] }
    return { problems: [{ at: 'HUB_PROFILE', problem: 'is set, but CONFIG_FILE has no "profiles"' }] }
  }
  const profile = HUB_PROFILE ?? (NODE_ENV === 'production' ? 'production' : 'development')
  try {
    return { profile, bindings: resourceBindings(profiles, profile), problems: [] }
  } catch (thrown) {
    if (!(thrown instanceof ConversationError)) throw thrown
    const problems = thrown.problems.map(({ at, problem }) => ({ at: `CONFIG_FILE ${at}`, problem }))
    return { profile, problems }
  }
}

import { ConversationError } from '../errors/conversation-error'

/** For each environment, which channel resource each name stands for. */
export type ResourceProfiles = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The names that every profile binds, which are the only ones that code can rely on. */
export type BoundName<Profiles extends ResourceProfiles> = keyof Profiles[keyof Profiles] & string

/**
 * The channel resources that names stand for in one environment (`development`, `qa`, `production`, or whatever
 * the profiles are called). An app says `resources.support`, and the environment decides which resource that is. The
 * names are typed: one that is not bound in every profile does not compile.
 *
 * Throws `settings-invalid` when there is no such profile, or when it lacks a name that another profile binds.
 */
export function resourceBindings<const Profiles extends ResourceProfiles>(
  profiles: Profiles,
  profile: string,
): Readonly<Record<BoundName<Profiles>, string>> {
  const bindings = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined
  if (!bindings) {
    const known = Object.keys(profiles).join(', ') || 'none'
    throw invalid(`profiles.${profile}`, `is missing (there are: ${known})`)
  }
  const names = new Set(Object.values(profiles).flatMap((one) => Object.keys(one)))
  const unbound = [...names].filter((name) => !Object.hasOwn(bindings, name))
  if (unbound.length > 0) {
    throw invalid(`profiles.${profile}`, `does not bind ${unbound.join(', ')}, which another profile does`)
  }
  return bindings as Readonly<Record<BoundName<Profiles>, string>>
}

function invalid(at: string, problem: string): ConversationError {
  return new ConversationError(
    'settings-invalid',
    `The resource profiles cannot be used: ${at} ${problem}.`,
    {
      problems: [{ at, problem }],
    },
  )
}

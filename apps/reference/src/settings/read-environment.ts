import { type Problem, problemsOf } from '@conversation-hub/core'
import { type Environment, environmentSchema } from './environment'

/** The environment as far as it can be read, and everything that is wrong with it. */
export interface ReadEnvironment {
  readonly environment: Environment
  readonly problems: ReadonlyArray<Problem>
}

/** Reads the variables. A wrong one is reported and then read as absent, so that the others are checked too. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): ReadEnvironment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
  const first = environmentSchema.safeParse(given)
  if (first.success) return { environment: first.data, problems: contradictionsIn(first.data) }
  const problems = problemsOf(first.error)
  const wrong = new Set(problems.map(({ at }) => at))
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  const environment = environmentSchema.parse(rest)
  const others = contradictionsIn(environment).filter(({ at }) => !wrong.has(at))
  return { environment, problems: [...problems, ...others] }
}

/** What is wrong with variables that are right by themselves. */
function contradictionsIn(environment: Environment): Problem[] {
  return [...missingInProduction(environment), ...profileOfNothing(environment)]
}

function profileOfNothing({ HUB_PROFILE, CONFIG_FILE }: Environment): Problem[] {
  if (HUB_PROFILE === undefined || CONFIG_FILE !== undefined) return []
  const problem = 'is set, but there is no CONFIG_FILE whose "profiles" it could choose from'
  return [{ at: 'HUB_PROFILE', problem }]
}

function missingInProduction(environment: Environment): Problem[] {
  if (environment.NODE_ENV !== 'production') return []
  return (['HUB_API_KEY', 'HUB_SECRET_KEY'] as const)
    .filter((name) => environment[name] === undefined)
    .map((at) => ({ at, problem: 'is required with NODE_ENV=production' }))
}

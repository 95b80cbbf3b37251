import type { TrialOptions } from '../trial/trial'
import type { ScenarioContext } from './scenario'

/** What every trial of a row has in common. */
export function trialOf(
  { serverFile, mutant }: ScenarioContext,
  id: string,
): Pick<TrialOptions, 'name' | 'serverFile' | 'mutant'> {
  return { name: id.toLowerCase(), serverFile, mutant }
}

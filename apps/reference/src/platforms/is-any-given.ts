import type { Environment } from '../settings/environment'

/** Whether any variable whose name begins so is set. */
export function isAnyGiven(environment: Environment, ...beginnings: ReadonlyArray<string>): boolean {
  return Object.entries(environment).some(
    ([name, value]) => value !== undefined && beginnings.some((beginning) => name.startsWith(beginning)),
  )
}

import type { Problem } from '@conversation-hub/core'
import type { Environment } from '../settings/environment'

/**
 * Problems as somebody sees them who has set variables and no options: what is missing is missing, and another variable is
 * why it is asked for. `beginning` is that of the variables of one platform or carrier.
 */
export function toldByVariable(
  problems: ReadonlyArray<Problem>,
  environment: Environment,
  beginning: string,
): Problem[] {
  const given = new Map(Object.entries(environment).filter(([, value]) => value !== undefined))
  const reasons = [...given.keys()].filter((name) => name.startsWith(beginning))
  return problems.map((told) => {
    const variable = /\((\w+)\)$/.exec(told.at)?.[1]
    if (variable === undefined || given.has(variable) || !variable.startsWith(beginning)) return told
    const areSet = `${reasons.join(', ')} ${reasons.length === 1 ? 'is' : 'are'} set`
    // Which of several ways to log in is meant, only the connector can say.
    const absence = told.problem.startsWith('is needed') ? told.problem : 'is missing'
    return { at: told.at, problem: `${absence}, while ${areSet}` }
  })
}

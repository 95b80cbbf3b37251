import type { Mutant } from '../mutants/mutant'
import type { Cluster } from '../postgres/cluster'
import type { Random } from '../random'
import type { Finding } from './finding'

/** What came of a scenario on this machine. */
export type Outcome =
  | { readonly done: true; readonly findings: ReadonlyArray<Finding>; readonly notes: ReadonlyArray<string> }
  /** It could not be run here, and why. */
  | { readonly done: false; readonly reason: string }

export interface ScenarioContext {
  readonly random: Random
  readonly cluster: Cluster
  /** The bundled server process. */
  readonly serverFile: string
  /** `short`: for every `npm test`. `long`: everything that the matrix asks for. */
  readonly length: 'short' | 'long'
  readonly volume: Volume
  /** Breaks the relay on purpose, to see that the checker notices. */
  readonly mutant: Mutant | undefined
}

/** How much is done in a row of kills. */
interface Volume {
  readonly kills: number
  /** Messages of customers in a round; a round has one kill. */
  readonly messages: number
}

/** One row of the matrix. */
export interface Scenario {
  readonly id: string
  readonly title: string
  /** Whether it is part of the short set. */
  readonly short: boolean
  run(context: ScenarioContext): Promise<Outcome>
}

import { parseArgs } from 'node:util'
import { isMutant, type Mutant, mutants } from './mutants/mutant'
import type { Scenario } from './scenarios/scenario'
import { countIn, WrongArguments } from './wrong-arguments'

const KILLS = { short: 2, long: 25 } as const
const SEEDS = 2 ** 31

export const HELP = `npm run faults -- [options]

  --only K4 --only V2   these rows, or K4,V2 (default: all)
  --seed 123            the same moments again (default: a new seed, printed)
  --short               what "npm test" runs
  --kills 25            kills in each row of kills, one at least for each kind of platform that the row is about
                        (default: 25; with --short 2)
  --messages 400        messages of customers in each round; a round has one kill
  --mutant lost         breaks the relay on purpose, in both directions: lost, doubled, swapped or crossed;
                        the run has to fail (default row: R0, where nothing else is harmed)
  --at-once 2           so many rows at a time
  --log                 what the hubs say meanwhile
  --list                what there is

A night: --kills 50 --messages 2000. Ends with 1 when a guarantee was broken, with 2 when it was called wrongly, with 0
otherwise.`

/** What a run is to be. */
export interface RunOptions {
  readonly wants: 'help' | 'list' | 'run'
  readonly chosen: ReadonlyArray<Scenario>
  readonly seed: number
  readonly length: 'short' | 'long'
  readonly volume: { readonly kills: number; readonly messages: number }
  readonly mutant: Mutant | undefined
  readonly atOnce: number
  /** What else it takes to have the same moments again, beside the seed and the rows. */
  readonly again: string
}

/** Reads the command line. Throws `WrongArguments`: a run that is not what was meant would pass for nothing. */
export function readOptions(
  args: ReadonlyArray<string>,
  scenarios: ReadonlyArray<Scenario>,
  newSeed: () => number,
): RunOptions {
  const values = parse(args)
  const length = values.short ? 'short' : 'long'
  const mutant = mutantNamed(values.mutant)
  const { kills, messages, seed } = values
  const given = Object.entries({ kills, messages, mutant }).flatMap(([name, value]) =>
    value === undefined ? [] : [` --${name} ${value}`],
  )
  return {
    wants: values.help ? 'help' : values.list ? 'list' : 'run',
    chosen: chosenOf(scenarios, values.only ?? (mutant && ['R0']), values.short),
    seed: seed === undefined ? newSeed() : countIn('--seed', seed, { atLeast: 0, below: SEEDS }),
    length,
    volume: {
      kills: kills === undefined ? KILLS[length] : countIn('--kills', kills),
      messages: messages === undefined ? 400 : countIn('--messages', messages),
    },
    mutant,
    atOnce: countIn('--at-once', values['at-once']),
    again: [...(values.short ? [' --short'] : []), ...given].join(''),
  }
}

export const randomSeed = () => Math.floor(Math.random() * SEEDS)

function parse(args: ReadonlyArray<string>) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        only: { type: 'string', multiple: true },
        short: { type: 'boolean', default: false },
        kills: { type: 'string' },
        messages: { type: 'string' },
        mutant: { type: 'string' },
        'at-once': { type: 'string', default: '2' },
        log: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (thrown) {
    throw new WrongArguments(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

function mutantNamed(name: string | undefined): Mutant | undefined {
  if (name === undefined || isMutant(name)) return name
  throw new WrongArguments(`There is no mutant "${name}". There are: ${mutants.join(', ')}.`)
}

function chosenOf(
  scenarios: ReadonlyArray<Scenario>,
  only: ReadonlyArray<string> | undefined,
  isShort: boolean,
): ReadonlyArray<Scenario> {
  if (!only) return scenarios.filter(({ short }) => short || !isShort)
  const wanted = only.flatMap((ids) => ids.toUpperCase().split(',')).map((id) => id.trim())
  const unknown = wanted.filter((id) => !scenarios.some((scenario) => scenario.id.toUpperCase() === id))
  if (unknown.length > 0) {
    throw new WrongArguments(`There is no row "${unknown.join('", "')}". --list prints those that there are.`)
  }
  return scenarios.filter(({ id }) => wanted.includes(id.toUpperCase()))
}

import { parseArgs } from 'node:util'
import { countIn, WrongArguments } from '../faults/wrong-arguments'
import { full, quick, type Size } from './measures/size'
import { LEAST_SOAK_MINUTES } from './measures/soak'

export const HELP = `npm run bench -- [options]

  --quick           about four minutes instead of about half an hour
  --streams 1000    so many event streams that are cut and come back (default 5000; 500 with --quick)
  --soak 30         the relay at half load for so many minutes too, ${LEAST_SOAK_MINUTES} at least

Writes docs/performance.md.`

/** What is to be measured. */
export interface BenchOptions {
  readonly wantsHelp: boolean
  readonly name: 'quick' | 'full'
  readonly size: Size
  readonly soakMinutes: number | undefined
}

/** Reads the command line. Throws `WrongArguments`. */
export function readOptions(args: ReadonlyArray<string>): BenchOptions {
  const values = parse(args)
  const size = values.quick ? quick : full
  const { streams, soak } = values
  return {
    wantsHelp: values.help,
    name: values.quick ? 'quick' : 'full',
    size: { ...size, ...(streams !== undefined && { streams: countIn('--streams', streams) }) },
    soakMinutes: soak === undefined ? undefined : countIn('--soak', soak, { atLeast: LEAST_SOAK_MINUTES }),
  }
}

function parse(args: ReadonlyArray<string>) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        streams: { type: 'string' },
        soak: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (thrown) {
    throw new WrongArguments(thrown instanceof Error ? thrown.message : String(thrown))
  }
}

/** The command line says something that cannot be done. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

interface Bounds {
  readonly atLeast: number
  readonly below?: number
}

/** A whole number on the command line. Default: 1 at least. */
export function countIn(
  option: string,
  written: string,
  { atLeast, below = Number.MAX_SAFE_INTEGER }: Bounds = { atLeast: 1 },
): number {
  const count = /^\d+$/.test(written) ? Number(written) : Number.NaN
  if (count >= atLeast && count < below) return count
  const most = below === Number.MAX_SAFE_INTEGER ? '' : ` and ${below - 1} at most`
  throw new WrongArguments(
    `${option} needs a whole number, ${atLeast} at least${most}; "${written}" is none.`,
  )
}

/** Reads the command line; what is wrong with it is said in one line, and ends the program with 2. */
export function orExplain<Options>(read: () => Options): Options {
  try {
    return read()
  } catch (thrown) {
    if (!(thrown instanceof WrongArguments)) throw thrown
    console.error(`${thrown.message.replace(/\.?$/, '.')} --help explains the options.`)
    process.exit(2)
  }
}

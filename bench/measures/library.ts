import type { BenchContext } from './bench-context'

export interface Library {
  /** Processor microseconds of one start with core, and of the same call without it. */
  readonly core: number
  readonly bare: number
}

/** `startConversation` of core in memory, beside the HTTP client that it uses. */
export async function measureLibrary(context: BenchContext): Promise<Library> {
  const program = await context.start('library')
  await program.ask('compare', { rounds: 1, times: 4_000 })
  // Many short turns: the difference is a few microseconds, and what else the machine does costs more than that.
  const compared = await program.ask<Library>('compare', { rounds: 10 * context.size.rounds, times: 1_000 })
  program.kill()
  return compared
}

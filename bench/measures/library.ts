import type { BenchContext } from './bench-context'

export interface Library {
  /** Processor microseconds of one start with core, and of the same call without it. */
  readonly core: number
  readonly bare: number
}

/** `startConversation` of core in memory, beside the HTTP client that it uses. */
export async function measureLibrary(context: BenchContext): Promise<Library> {
  const program = await context.start('library')
  await program.ask('compare', { rounds: 1, times: 2_000 })
  const compared = await program.ask<Library>('compare', { rounds: context.size.rounds + 2, times: 3_000 })
  program.kill()
  return compared
}

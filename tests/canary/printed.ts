import { inspect } from 'node:util'
import { vi } from 'vitest'

const WAYS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const

/** Everything that the process prints from now on. Vitest's console does not write to the process's own streams. */
export function watchPrinted(): string[] {
  const printed: string[] = []
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0)
  }
  for (const way of WAYS) {
    vi.spyOn(console, way).mockImplementation((...said: unknown[]) => {
      printed.push(inspect(said, { depth: 20 }))
    })
  }
  return printed
}

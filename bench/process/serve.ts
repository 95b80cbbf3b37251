/** A question from the program that measures. */
export interface Question {
  readonly id: number
  readonly ask: string
  readonly given: Readonly<Record<string, number | string>>
}

export type Reply = { readonly ready: true } | { readonly id: number; readonly answer: unknown }

type Answerer = (given: Question['given']) => unknown

/** Answers the questions of the program that measures until it is gone. */
export function serve(answerers: Readonly<Record<string, Answerer>>): void {
  process.on('message', async ({ id, ask, given }: Question) => {
    const answer = await answerers[ask]?.(given)
    const reply: Reply = { id, answer }
    process.send?.(reply)
  })
  process.on('disconnect', () => process.exit(0))
  const ready: Reply = { ready: true }
  process.send?.(ready)
}

/** Processor time since the start in microseconds, and memory in bytes after a collection. */
export function usage() {
  // Before the collection: its cost is not the work's.
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  return { cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() }
}

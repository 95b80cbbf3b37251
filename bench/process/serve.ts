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
    const answerer = answerers[ask]
    if (!answerer) throw new Error(`nobody answers "${ask}"`)
    const answer = await answerer(given)
    const reply: Reply = { id, answer }
    process.send?.(reply)
  })
  process.on('disconnect', () => process.exit(0))
  const ready: Reply = { ready: true }
  process.send?.(ready)
}

/** Processor time since the start, in microseconds. */
export function cpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Memory after a collection, in bytes. */
export function memory() {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { residentBytes: rss, heapBytes: heapUsed }
}

/** Memory as it is, in bytes. */
export const residentBytes = () => process.memoryUsage.rss()

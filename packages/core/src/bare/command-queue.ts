/** Runs work one piece at a time, in the order of the calls; a failed piece does not hold the next back. */
export function createCommandQueue() {
  let last: Promise<unknown> = Promise.resolve()
  return function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work, work)
    last = result
    return result
  }
}

export type CommandQueue = ReturnType<typeof createCommandQueue>

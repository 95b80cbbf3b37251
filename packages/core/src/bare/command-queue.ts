/** Runs work one piece at a time, in the order of the calls; a failed piece does not hold the next back. */
export class CommandQueue {
  #last: Promise<unknown> | undefined = undefined

  add<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last === undefined ? work() : this.#last.then(work, work)
    this.#last = result
    return result
  }
}

/**
 * Collects what is asked for within one turn of the event loop and does it as one piece of work, with at most `inFlight`
 * pieces at a time: under load the pieces become larger, not more.
 */
export function groupCommit<Item, Answer>(
  work: (items: ReadonlyArray<Item>) => Promise<ReadonlyArray<Answer>>,
  { inFlight: most = 2, items: largest = 500 }: { inFlight?: number; items?: number } = {},
): (item: Item) => Promise<Answer> {
  interface Waiting {
    readonly item: Item
    readonly resolve: (answer: Answer) => void
    readonly reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let inFlight = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || waiting.length === 0 || inFlight >= most) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      const batch = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      void flush(batch)
      schedule()
    })
  }

  async function flush(batch: ReadonlyArray<Waiting>): Promise<void> {
    inFlight += 1
    try {
      const answers = await work(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index]
        if (answer === undefined) reject(new Error('a piece of group work left an item unanswered'))
        else resolve(answer)
      })
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown)
    } finally {
      inFlight -= 1
      schedule()
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      schedule()
    })
}

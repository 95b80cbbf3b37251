/** How many pieces of work may be under way at a time. More would only make each smaller. */
const MOST_IN_FLIGHT = 2
const ITEMS_PER_PIECE = 500

/** Collects what is asked for within one turn of the event loop and does it as one piece of work. */
export function groupCommit<Item, Answer>(
  work: (items: ReadonlyArray<Item>) => Promise<ReadonlyArray<Answer>>,
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
    if (scheduled || waiting.length === 0 || inFlight >= MOST_IN_FLIGHT) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      const batch = waiting.slice(0, ITEMS_PER_PIECE)
      waiting = waiting.slice(ITEMS_PER_PIECE)
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

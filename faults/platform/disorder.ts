import type { Delivery, Spoken } from './platform-conversation'

/** What happens to one event of a stream: it comes after the next one, after the next five, or not at all. */
export type Disorder = 'swapped' | 'late by five' | 'missing'

const LATE_BY = { swapped: 1, 'late by five': 5 } as const

/** Streams in which something of the kind happens to every third event. What is held back at the end never comes. */
export function disorderly(disorder: Disorder): Delivery {
  const counts = new Map<string, number>()
  const held = new Map<string, { readonly spoken: Spoken; left: number }>()

  return ({ id }, spoken, write) => {
    const count = (counts.get(id) ?? 0) + 1
    counts.set(id, count)
    const late = held.get(id)
    if (count % 3 === 0 && !late) {
      if (disorder !== 'missing') held.set(id, { spoken, left: LATE_BY[disorder] })
      return
    }
    write(spoken)
    if (!late) return
    late.left -= 1
    if (late.left > 0) return
    held.delete(id)
    write(late.spoken)
  }
}

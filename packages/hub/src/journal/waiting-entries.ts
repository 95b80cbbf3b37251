import type { Entry } from './assemble'

const CONVERSATIONS_PER_BATCH = 500
/** How long a patient change waits for one that is in a hurry, in milliseconds. */
const PATIENCE_MS = 20

/**
 * A patient change is one that nobody waits for: it is written together with the next change of its
 * conversation that is in a hurry (before it, as always), or after a moment by itself. A row is written once
 * instead of twice that way.
 */
export type Urgency = 'hurried' | 'patient'

/** Changes that are asked for and in no batch yet, by conversation. */
export interface WaitingEntries {
  readonly size: number
  /** Whether any of them is in a hurry. */
  readonly isPressing: boolean
  add(conversationId: string, entry: Entry, urgency: Urgency): void
  /** In front of those that came after them. */
  putBack(conversationId: string, entries: ReadonlyArray<Entry>): void
  /** This conversation goes in a batch of its own next time. */
  separate(conversationId: string): void
  /** The next batch; what is busy or patient stays. */
  take(isBusy: (conversationId: string) => boolean): Map<string, Entry[]>
  /** Nobody is patient any longer. */
  hurry(): void
}

/** `onHurry` is called when the patience of those that wait has ended. */
export function createWaitingEntries(onHurry: () => void): WaitingEntries {
  const waiting = new Map<string, Entry[]>()
  /** Those whose changes are all patient. */
  const patient = new Set<string>()
  const alone = new Set<string>()
  let patience: ReturnType<typeof setTimeout> | undefined

  function hurry(): void {
    clearTimeout(patience)
    patience = undefined
    patient.clear()
    onHurry()
  }

  return {
    get size() {
      return waiting.size
    },
    get isPressing() {
      return waiting.size > patient.size
    },
    add(id, entry, urgency) {
      const entries = waiting.get(id)
      if (entries) entries.push(entry)
      else waiting.set(id, [entry])
      if (urgency === 'hurried') patient.delete(id)
      else if (!entries) {
        patient.add(id)
        patience ??= setTimeout(hurry, PATIENCE_MS)
      }
    },
    putBack(id, entries) {
      waiting.set(id, [...entries, ...(waiting.get(id) ?? [])])
      patient.delete(id)
    },
    separate: (id) => void alone.add(id),
    take(isBusy) {
      const batch = new Map<string, Entry[]>()
      for (const [id, entries] of waiting) {
        const goesAlone = alone.has(id)
        if (isBusy(id) || patient.has(id) || (goesAlone && batch.size > 0)) continue
        batch.set(id, entries)
        waiting.delete(id)
        alone.delete(id)
        if (goesAlone || batch.size >= CONVERSATIONS_PER_BATCH) break
      }
      return batch
    },
    hurry,
  }
}

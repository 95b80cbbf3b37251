import type { Entry } from './assemble'

const CONVERSATIONS_PER_BATCH = 500
/** How long a patient change waits for one that is in a hurry, in milliseconds. */
const PATIENCE_MS = 20

/**
 * A patient change is one that nobody waits for. It is written together with the next hurried change of its conversation
 * (before that one, as always), or after a moment by itself. So the row is written once instead of twice.
 */
export type Urgency = 'hurried' | 'patient'

/** Changes that are not in a batch yet, by conversation. */
export interface WaitingEntries {
  readonly size: number
  /** Whether any of them is hurried. */
  readonly isPressing: boolean
  add(conversationId: string, entry: Entry, urgency: Urgency): void
  /** Puts entries back, in front of those that came after them. */
  putBack(conversationId: string, entries: ReadonlyArray<Entry>): void
  /** Gives this conversation a batch of its own next time. */
  separate(conversationId: string): void
  /** Takes the next batch. Conversations that are busy or have only patient changes stay. */
  take(isBusy: (conversationId: string) => boolean): Map<string, Entry[]>
  /** Makes all changes hurried. */
  hurry(): void
}

/** `onHurry` is called when patient changes have waited long enough. */
export function createWaitingEntries(onHurry: () => void): WaitingEntries {
  const waiting = new Map<string, Entry[]>()
  /** Conversations whose changes are all patient. */
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

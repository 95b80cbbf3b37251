import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { type GrowingKeys, growKeys } from '../conversations/seen-keys'
import { applyChanges, type Changes, type TriedCommand, type WrittenEvent } from './changes'
import type { ConversationWrite } from './write-sections'

/** A change to a conversation that waits for its batch. */
export interface Entry {
  readonly run: (record: ConversationRecord) => Changes
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  attempts: number
}

/** What a batch does to one conversation. */
export interface Assembled {
  readonly id: string
  /** The record as it will be. */
  readonly record: ConversationRecord
  readonly keys: GrowingKeys
  /** The entries whose changes are part of it. Those that were refused have had their answer. */
  readonly entries: ReadonlyArray<Entry>
  /**
   * The entries that have to wait for the next batch: a statement does not see the rows that it writes itself, so a command
   * has to be in the table before it can be done, or given up.
   */
  readonly later: ReadonlyArray<Entry>
  /** `undefined` if nothing changes. */
  readonly write: ConversationWrite | undefined
  /** Whether a column changes that most batches leave out. */
  readonly rare: boolean
}

/** Applies the changes one after the other to the record in memory. One that refuses (throws) leaves no trace. */
export function assemble(
  before: ConversationRecord,
  entries: ReadonlyArray<Entry>,
  { concludes, now: clock }: { concludes: (platform: string) => boolean; now: () => Date },
): Assembled {
  const now = clock()
  const accepted: Entry[] = []
  const events: WrittenEvent[] = []
  const commands: OutboxRow[] = []
  const done: number[] = []
  const tried: TriedCommand[] = []
  const keys = growKeys(before.seen)
  let record = before
  let rare = false
  let later: ReadonlyArray<Entry> = []
  for (const [index, entry] of entries.entries()) {
    try {
      const changes = entry.run(record)
      if (commands.some(({ seq }) => settles(changes, seq))) {
        later = entries.slice(index)
        break
      }
      accepted.push(entry)
      if (isEmpty(changes)) continue
      const applied = applyChanges(record, changes, { now, keys, concludes })
      record = applied.record
      events.push(...applied.events)
      commands.push(...applied.commands)
      done.push(...(changes.done ?? []))
      tried.push(...(changes.tried ?? []))
      rare ||= isRare(changes)
    } catch (thrown) {
      entry.reject(thrown)
    }
  }
  const { id, version } = before.row
  const write =
    record === before
      ? undefined
      : { expectedVersion: version, row: record.row, events, commands, done, tried }
  return { id, record, keys, entries: accepted, later, write, rare }
}

function isEmpty({ events, commands, done, tried, row }: Changes): boolean {
  return !events?.length && !commands?.length && !done?.length && !tried?.length && row === undefined
}

const settles = ({ done = [], tried = [] }: Changes, seq: number) =>
  done.includes(seq) || tried.some((one) => one.seq === seq)

function isRare({ row }: Changes): boolean {
  return row !== undefined && Object.keys(row).some((column) => column !== 'state' && column !== 'cursor')
}

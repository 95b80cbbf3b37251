import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { createTable, type Table } from './table'

/** One change of one row; a change without a value removes the row. */
const changeSchema = z.object({ table: z.string(), key: z.string(), value: z.unknown() })
const lineSchema = z.array(changeSchema)
export type Change = z.infer<typeof changeSchema>

/**
 * A sandbox's state: tables in memory, each change appended to one file of JSON lines before the call that
 * made it returns. What was answered to a client therefore survives `kill -9`.
 */
export interface Journal {
  /** Rows that no longer fit the schema are an error: a sandbox has no old state worth guessing at. */
  table<Schema extends z.ZodType>(name: string, schema: Schema): Table<z.output<Schema>>
  /** All changes made inside reach the file in one write: after a crash, all of them or none are there. */
  atomically<Result>(work: () => Result): Result
  close(): void
}

/** Without a file the state is kept in memory only. The file is rewritten, one line a row, at opening. */
export function openJournal(file?: string): Journal {
  const rows = file === undefined ? new Map<string, Map<string, unknown>>() : readRows(file)
  if (file !== undefined) compact(file, rows)
  let descriptor = file === undefined ? undefined : openSync(file, 'a')
  // Of a row that changes several times in one batch only the last state is written.
  let batch: Map<string, Change> | undefined

  const append = (changes: Change[]) => {
    if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(changes)}\n`)
  }
  const write = (change: Change) => {
    if (batch === undefined) append([change])
    else batch.set(JSON.stringify([change.table, change.key]), change)
  }

  return {
    table: (name, schema) => createTable(name, schema, rows.get(name) ?? new Map(), write),
    atomically(work) {
      if (batch !== undefined) return work()
      const changes = new Map<string, Change>()
      batch = changes
      try {
        return work()
      } finally {
        batch = undefined
        if (changes.size > 0) append([...changes.values()])
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}

function readRows(file: string): Map<string, Map<string, unknown>> {
  const rows = new Map<string, Map<string, unknown>>()
  if (!existsSync(file)) return rows
  const lines = readFileSync(file, 'utf8').split('\n')
  // What follows the last line break was being written when the process died, and was never answered for.
  for (const line of lines.slice(0, -1)) {
    for (const change of lineSchema.parse(JSON.parse(line))) {
      const table = rows.get(change.table) ?? new Map<string, unknown>()
      rows.set(change.table, table)
      if (change.value === undefined) table.delete(change.key)
      else table.set(change.key, change.value)
    }
  }
  return rows
}

function compact(file: string, rows: Map<string, Map<string, unknown>>): void {
  const lines: string[] = []
  for (const [table, entries] of rows) {
    for (const [key, value] of entries) lines.push(`${JSON.stringify([{ table, key, value }])}\n`)
  }
  writeFileSync(`${file}.compacting`, lines.join(''))
  renameSync(`${file}.compacting`, file)
}

import type { z } from 'zod'
import type { Change } from './journal'

/** Rows by key, in the order in which they were first set. Treat rows as values: change one by `set`. */
export interface Table<Row> {
  get(key: string): Row | undefined
  set(key: string, row: Row): void
  delete(key: string): void
  values(): IterableIterator<Row>
  readonly size: number
}

export function createTable<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  stored: ReadonlyMap<string, unknown>,
  write: (change: Change) => void,
): Table<z.output<Schema>> {
  const rows = new Map<string, z.output<Schema>>()
  for (const [key, value] of stored) rows.set(key, schema.parse(value))
  return {
    get: (key) => rows.get(key),
    set(key, row) {
      rows.set(key, row)
      write({ table: name, key, value: row })
    },
    delete(key) {
      if (rows.delete(key)) write({ table: name, key, value: undefined })
    },
    values: () => rows.values(),
    get size() {
      return rows.size
    },
  }
}

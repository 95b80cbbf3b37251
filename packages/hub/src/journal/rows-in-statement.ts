import type { SqlValue } from '../database/database'

export type Cell = string | number | boolean | null

/** Rows to pass to a statement. */
export interface Rows {
  readonly columns: ReadonlyArray<readonly [name: string, type: string, ...unknown[]]>
  readonly cells: ReadonlyArray<ReadonlyArray<Cell>>
}

/** Rows as part of a statement, in which they are called `v`: each value by itself, or each column as one array. */
export interface Given {
  /** For how many rows the text is. Absent if it serves any number. */
  readonly count?: number
  /** The text. `next` gives the next placeholder, for a value of that type. */
  readonly text: (next: (type: string) => string) => string
  readonly values: ReadonlyArray<SqlValue>
}

/**
 * For a few rows: Postgres treats single values like constants in its plan, which takes half of the time that it needs to
 * unpack and join arrays.
 */
export function eachByItself({ columns, cells }: Rows): Given {
  const row = (next: (type: string) => string) => `(${columns.map(([, type]) => next(type)).join(', ')})`
  return {
    count: cells.length,
    text: (next) => `(VALUES ${cells.map(() => row(next)).join(', ')}) AS v(${names(columns)})`,
    values: cells.flat(),
  }
}

/** For many rows: one statement serves any number of them. */
export function asArrays({ columns, cells }: Rows): Given {
  return {
    text: (next) =>
      `unnest(${columns.map(([, type]) => next(`${type}[]`)).join(', ')}) AS v(${names(columns)})`,
    values: columns.map((_, column) => cells.map((row) => row[column] ?? null)),
  }
}

const names = (columns: Rows['columns']) => columns.map(([name]) => name).join(', ')

import type { SqlValue } from '../database/database'

export type Cell = string | number | boolean | null

/** Rows that are given to a statement. */
export interface Rows {
  readonly columns: ReadonlyArray<readonly [name: string, type: string, ...unknown[]]>
  readonly cells: ReadonlyArray<ReadonlyArray<Cell>>
}

/** Rows as a statement reads them: under the name `v`, each value by itself or each column as one array. */
export interface Given {
  /** Of how many rows the text is; absent where it does for any number. */
  readonly count?: number
  /** `next` answers the next placeholder, for a value of that type. */
  readonly text: (next: (type: string) => string) => string
  readonly values: ReadonlyArray<SqlValue>
}

/**
 * For a few rows: Postgres puts single values into its plan as if they were written there, and needs half of the time
 * that it takes to unpack and join as many arrays.
 */
export function eachByItself({ columns, cells }: Rows): Given {
  const row = (next: (type: string) => string) => `(${columns.map(([, type]) => next(type)).join(', ')})`
  return {
    count: cells.length,
    text: (next) => `(VALUES ${cells.map(() => row(next)).join(', ')}) AS v(${names(columns)})`,
    values: cells.flat(),
  }
}

/** For many rows: one statement does for any number of them. */
export function asArrays({ columns, cells }: Rows): Given {
  return {
    text: (next) =>
      `unnest(${columns.map(([, type]) => next(`${type}[]`)).join(', ')}) AS v(${names(columns)})`,
    values: columns.map((_, column) => cells.map((row) => row[column] ?? null)),
  }
}

const names = (columns: Rows['columns']) => columns.map(([name]) => name).join(', ')

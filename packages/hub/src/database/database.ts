/** A parameter of a statement; arrays feed `unnest`. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | Date
  | ReadonlyArray<string | number | boolean | null | Uint8Array>

export type Row = Record<string, unknown>

/** Runs one statement. `json` columns come back as text, `bigint` as number, `timestamptz` as Date. */
export type Query = (text: string, values?: ReadonlyArray<SqlValue>) => Promise<Row[]>

/**
 * The small port behind which a Postgres server and the embedded database look alike. Every method throws
 * `DatabaseError` and nothing else.
 */
export interface Database {
  readonly kind: 'embedded' | 'server'
  readonly query: Query
  /** On a connection of its own, behind nothing else: for what proves that this instance lives. A server only. */
  readonly queryApart?: Query
  /** Runs a statement that is always the same text; the server keeps its plan under `name`. */
  queryPrepared(name: string, text: string, values: ReadonlyArray<SqlValue>): Promise<Row[]>
  /** Several statements that take effect together, or not at all. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /** Hears what any instance notified on the channel; heals by itself. A server only. */
  listen?(channel: string, onPayload: (payload: string) => void): Promise<void>
  /** Gives space back, once many rows have come and gone. Embedded only; a server does it by itself. */
  tidy?(): Promise<void>
  close(): Promise<void>
}

/** A parameter of a statement. Arrays are for `unnest`. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | ReadonlyArray<string | number | boolean | null>

export type Row = Record<string, unknown>

/** Runs one statement. `json` columns come back as text, `bigint` as number, `timestamptz` as Date. */
export type Query = (text: string, values?: ReadonlyArray<SqlValue>) => Promise<Row[]>

/**
 * What a Postgres server and the embedded database have in common, for the rest of the hub. Every method throws
 * `DatabaseError` and nothing else.
 */
export interface Database {
  readonly kind: 'embedded' | 'server'
  readonly query: Query
  /**
   * On a connection of its own, so that it waits for nothing: for what proves that this instance lives. A server only.
   */
  readonly queryApart?: Query
  /** Runs a statement whose text is always the same. The server keeps its plan under `name`. */
  queryPrepared(name: string, text: string, values: ReadonlyArray<SqlValue>): Promise<Row[]>
  /** Several statements that take effect together, or not at all. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  /** Listens for what any instance sends on the channel, and reconnects by itself. A server only. */
  listen?(channel: string, onPayload: (payload: string) => void): Promise<void>
  /** Frees the space of rows that are gone. Embedded only: a server does it by itself. */
  tidy?(): Promise<void>
  close(): Promise<void>
}

/**
 * What we need of a CRM connection. Connections of `jsforce` and of `@jsforce/jsforce-node` both fit, and so
 * does anything else that answers SOQL.
 */
export interface CrmConnection {
  query(soql: string): PromiseLike<{ readonly records: ReadonlyArray<unknown> }>
  /** Changes a record; needed for `contact.linkEndUser` and `recordAtEnd` only. */
  requestPatch?(path: string, fields: object): PromiseLike<unknown>
}

/** Gives a connection that is logged in. */
export type CrmSource = () => Promise<CrmConnection>

/** A value that survives JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<JsonValue>
  | { readonly [key: string]: JsonValue | undefined }

/**
 * What a connector needs to go on with one conversation: ids, tokens, counters. Opaque to everyone else, and encrypted
 * where it is kept. The connector gets it back exactly as it returned it, but perhaps weeks later and in a newer version,
 * so it reads it through a schema.
 */
export type PlatformSession = { readonly [key: string]: JsonValue | undefined }

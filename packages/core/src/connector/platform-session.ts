/** A value that survives JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<JsonValue>
  | { readonly [key: string]: JsonValue | undefined }

/**
 * What a connector needs to go on with one conversation: ids, tokens, counters. Opaque to everyone else, and
 * encrypted where it is kept. It comes back exactly as it was returned, perhaps weeks later and perhaps to a
 * newer version of the connector, so a connector reads it through a schema.
 */
export type PlatformSession = { readonly [key: string]: JsonValue | undefined }

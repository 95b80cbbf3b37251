/**
 * What a repeat does at the platform.
 *
 * - `recognises ids`: the client chooses the ids of conversations and messages; a repeat has no effect.
 * - `can be read back`: a repeat is a second message, but the platform's records tell what it has.
 * - `echoes`: like that, and what the customer said comes back in the stream.
 */
export type PlatformKind = 'recognises ids' | 'can be read back' | 'echoes'

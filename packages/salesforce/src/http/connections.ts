import { Agent } from 'undici'

const SECOND = 1_000

/** The longest wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5 * SECOND
/** The longest wait for the first byte of an answer, in milliseconds. The caller's signal may end it earlier. */
const ANSWER_TIMEOUT_MS = 10 * SECOND
/** The longest wait for an event stream to be accepted, in milliseconds. */
export const STREAM_TIMEOUT_MS = 5 * SECOND

/**
 * The connections of one connector to its platform, kept open between calls. `answersWithinMs`: the longest
 * wait for the first byte of an answer, in milliseconds. Default: 10 000.
 */
export function createConnections({ answersWithinMs = ANSWER_TIMEOUT_MS } = {}): Agent {
  return new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: 20 * SECOND,
    headersTimeout: answersWithinMs,
    bodyTimeout: ANSWER_TIMEOUT_MS,
  })
}

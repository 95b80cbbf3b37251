import type { Connector } from '@conversation-hub/core'
import { breakArrival } from './broken-arrival'
import { breakSend } from './broken-send'
import type { Mutant } from './mutant'

/**
 * A connector that breaks one promise in both directions, in every second conversation. It has neither a way to find out
 * what took effect nor to repeat: a mutant is for runs without any other harm.
 */
export function breakRelay(connector: Connector, mutant: Mutant): Connector {
  const { arrival } = connector
  if (arrival.kind !== 'stream') return connector
  return {
    ...connector,
    send: breakSend(connector, mutant),
    arrival: { ...arrival, open: breakArrival(arrival, mutant) },
  }
}

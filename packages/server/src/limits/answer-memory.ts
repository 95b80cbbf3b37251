import type { HubContext } from '../http/env'
import { addressBlock } from './address-block'
import { createBodyBudget } from './body-budget'
import { visitorAddress } from './visitor-address'

const MEBIBYTE = 1_024 * 1_024
/** A client that has not read for so long is cut, in milliseconds. */
const STALL_LIMIT_MS = 30_000

const refusals = {
  ofAll: 'This server is giving out as much as it can hold.',
  ofOneSender: 'More bytes wait to be read at this address than may. Read one answer after the other.',
}
/** What files and transcripts may take of this process' memory until their clients have read them, in bytes. */
const budgets = {
  app: createBodyBudget(256 * MEBIBYTE, 1, refusals),
  others: createBodyBudget(256 * MEBIBYTE, 1 / 4, refusals),
}

/**
 * Reserves memory for an answer that may be large, until the client has it or is gone: otherwise somebody who asks a
 * hundred times and reads nothing could fill the memory. Throws `rate-limited`.
 */
export function holdAnswer(c: HubContext, bytes: number): void {
  const { incoming, outgoing } = c.env
  if (outgoing.destroyed) return
  const address = visitorAddress(incoming)
  const budget = c.get('caller').kind === 'app' ? budgets.app : budgets.others
  const share = budget.open(address && addressBlock(address))
  share.hold(bytes)
  outgoing.once('close', share.close)
  outgoing.setTimeout(STALL_LIMIT_MS, () => outgoing.destroy())
}

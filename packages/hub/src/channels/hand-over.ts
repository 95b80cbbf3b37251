import { ConversationError, withDeadline } from '@conversation-hub/core'
import type { NamedCarrier } from './carrier-of'
import type { CarryContext } from './carry-context'
import { knownIds, type Piece } from './pieces'

interface HandOver {
  readonly carrier: NamedCarrier
  readonly piece: Piece
  readonly destination: string
  /** An earlier try may have taken effect: its outcome was unknown, or its process died. */
  readonly doubtful: boolean
  readonly signal: AbortSignal
}

/** Hands one piece to the carrier. Where an earlier try may have taken effect, finds that out first. */
export async function handOver(
  { database, settings, mayAct }: Pick<CarryContext, 'database' | 'settings' | 'mayAct'>,
  { carrier, piece, destination, doubtful, signal }: HandOver,
): Promise<{ readonly carrierId: string }> {
  const { adapter, name } = carrier
  const command = { commandId: piece.commandId, to: destination, message: piece.message }
  const reconcile = adapter.reconcile?.bind(adapter)
  if (doubtful && reconcile && adapter.capabilities.repeats === 'reconcilable') {
    const traces = { since: piece.createdAt, knownIds: await knownIds(database, name, destination) }
    const found = await withDeadline((context) => reconcile(command, traces, context), { signal })
    if (found.tookEffect === 'yes') return { carrierId: found.carrierId }
    if (found.tookEffect === 'unknown') throw nobodyKnows()
  }
  // Finding out may have taken longer than the lease of this instance: another may be sending it now.
  if (!mayAct()) throw leaseInDoubt()
  settings.failpoint('before-carrying')
  const sent = await withDeadline((context) => adapter.send(command, context), { signal })
  settings.failpoint('after-carrying-before-mark')
  return sent
}

/** Nothing was sent; once the lease is known to be held or lost, the piece is looked at again. */
const leaseInDoubt = () =>
  new ConversationError('database-unavailable', 'The lease of this instance has run out.', {
    outcome: 'not-started',
  })

const nobodyKnows = () =>
  new ConversationError('platform-timeout', 'The carrier cannot say yet whether it has taken the message.', {
    outcome: 'unknown',
  })

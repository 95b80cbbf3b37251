import { ConversationError, withDeadline } from '@conversation-hub/core'
import { type Standing, underLease } from '../leases/under-lease'
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
  context: Pick<CarryContext, 'database' | 'settings' | keyof Standing>,
  { carrier, piece, destination, doubtful, signal }: HandOver,
): Promise<{ readonly carrierId: string }> {
  const { database, settings } = context
  const { adapter, name } = carrier
  const command = { commandId: piece.commandId, to: destination, message: piece.message }
  const reconcile = adapter.reconcile?.bind(adapter)
  if (doubtful && reconcile && adapter.capabilities.repeats === 'reconcilable') {
    const traces = { since: piece.createdAt, knownIds: await knownIds(database, name, destination) }
    const found = await withDeadline((call) => reconcile(command, traces, call), { signal })
    if (found.tookEffect === 'yes') return { carrierId: found.carrierId }
    if (found.tookEffect === 'unknown') throw nobodyKnows()
  }
  settings.failpoint('before-carrying')
  const sent = await underLease((call) => adapter.send(command, call), context, { signal })
  settings.failpoint('after-carrying-before-mark')
  return sent
}

const nobodyKnows = () =>
  new ConversationError('platform-timeout', 'The carrier cannot say yet whether it has taken the message.', {
    outcome: 'unknown',
  })

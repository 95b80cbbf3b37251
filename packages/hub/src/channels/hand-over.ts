import { ConversationError, withDeadline } from '@conversation-hub/core'
import { type Standing, underLease } from '../leases/under-lease'
import type { ResolvedSettings } from '../settings/settings'
import type { Claim } from './carriage-view'
import type { NamedCarrier } from './carrier-of'
import type { CarryContext } from './carry-context'
import { knownIds, markHere, type Piece } from './pieces'

interface HandOver {
  readonly claim: Claim
  readonly carrier: NamedCarrier
  readonly piece: Piece
  readonly destination: string
  /** An earlier try may have taken effect: its outcome was unknown, or its process has died. */
  readonly doubtful: boolean
  readonly signal: AbortSignal
}

/** What a carrier has taken, and for which phone. */
export interface HandedOver {
  readonly carrier: NamedCarrier
  readonly destination: string
  readonly carrierId: string
}

/** Hands one piece to the carrier. If an earlier try may have taken effect, finds that out first. */
export async function handOver(
  context: Pick<CarryContext, 'database' | 'settings' | keyof Standing>,
  { claim, carrier, piece, destination, doubtful, signal }: HandOver,
): Promise<HandedOver> {
  const { database, settings } = context
  const commandTo = (to: string) => ({ commandId: piece.commandId, to, message: piece.message })

  async function lookFor(at: Omit<HandedOver, 'carrierId'>): Promise<HandedOver | undefined> {
    const { adapter, name } = at.carrier
    const reconcile = adapter.reconcile?.bind(adapter)
    if (!reconcile || adapter.capabilities.repeats !== 'reconcilable') return undefined
    const traces = { since: piece.createdAt, knownIds: await knownIds(database, name, at.destination) }
    const found = await withDeadline((call) => reconcile(commandTo(at.destination), traces, call), { signal })
    if (found.tookEffect === 'unknown') throw nobodyKnows()
    return found.tookEffect === 'yes' ? { ...at, carrierId: found.carrierId } : undefined
  }

  const now = { carrier, destination }
  const before = piece.earlier && earlierPlace(piece.earlier, now, settings)
  for (const place of doubtful ? [...(before ? [before] : []), now] : []) {
    const found = await lookFor(place)
    if (found) return found
  }
  // The customer may go on once more, and then it may have been tried here. There, it was looked for just now.
  if (before) await markHere(database, claim, piece, { carrier: carrier.name, destination })
  settings.failpoint('before-carrying')
  const { carrierId } = await underLease(
    (call) => carrier.adapter.send(commandTo(destination), call),
    context,
    { signal },
  )
  settings.failpoint('after-carrying-before-mark')
  return { ...now, carrierId }
}

/** Where the customer was before, or `undefined` if that is where the customer is now. */
function earlierPlace(
  { carrier: name, destination }: NonNullable<Piece['earlier']>,
  now: Omit<HandedOver, 'carrierId'>,
  { carriers }: Pick<ResolvedSettings, 'carriers'>,
): Omit<HandedOver, 'carrierId'> | undefined {
  const adapter = name === undefined ? undefined : carriers.get(name)
  const carrier = name !== undefined && adapter ? { name, adapter } : now.carrier
  return destination === now.destination && carrier.name === now.carrier.name
    ? undefined
    : { carrier, destination }
}

const nobodyKnows = () =>
  new ConversationError('platform-timeout', 'The carrier cannot say yet whether it has taken the message.', {
    outcome: 'unknown',
  })

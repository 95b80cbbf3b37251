import type { ConversationError } from '@conversation-hub/core'
import { conversationErrorOf, DatabaseError } from '../database/database-error'
import { nextTry } from '../driving/commands/next-try'
import type { Standing } from '../leases/under-lease'
import { addFailure } from '../verbs/receipts'
import { type CarriageView, type Claim, isClaimed } from './carriage-view'
import type { NamedCarrier } from './carrier-of'
import { claimReceipts } from './carrier-receipts'
import type { CarryContext } from './carry-context'
import { type HandedOver, handOver } from './hand-over'
import { optOut } from './opting-out'
import { markGivenUp, markSent, markTried, type Piece } from './pieces'
import { tellSent } from './tell-sent'
import { triedUntil, waitedInVain } from './waited-in-vain'

/** A carrier's records show a message only a moment after it was taken. A look before that proves nothing. */
const RECORDS_SETTLE_MS = 2_000

interface By {
  readonly carrier: NamedCarrier
  /** As it was when the piece was read. */
  readonly standing: Standing
}

/** Tries one conversation's pieces, one at a time, and writes down what came of each. */
export interface Delivery {
  /** How long the piece has to wait for its next try, in milliseconds. */
  waitOf(piece: Piece): number
  /**
   * Tries a piece once. Returns how long to wait, in milliseconds, if the carrier's circuit or rate does not allow it
   * now.
   */
  attempt(view: CarriageView, piece: Piece, by: By): Promise<number>
  giveUp(piece: Piece, state: 'dead' | 'dropped', code: string): Promise<void>
  /** Gives up a piece that can never reach the customer, and tells the operator why. */
  refuse(piece: Piece, carrier: NamedCarrier, error: ConversationError): Promise<void>
}

interface Options {
  readonly claim: Claim
  /** A message may have been under way when the last instance that carried the conversation stopped. */
  readonly doubtful: boolean
  readonly signal: AbortSignal
}

export function createDelivery(context: CarryContext, options: Options): Delivery {
  const { database, journal, settings, now } = context
  const { claim, signal } = options
  const { conversationId } = claim
  /** The pieces whose last try may have taken effect. */
  const inDoubt = new Set<string>()
  /** So may the last try of whatever was first when the conversation was taken over. */
  let isFirstInDoubt = options.doubtful
  /** A piece whose id from the carrier could not be kept, for example because the carrier has used it before. */
  let odd: string | undefined
  /** By `performance.now()`: the database's time as it is known here jumps when a database that hung answers. */
  let mayLookAt = options.doubtful ? performance.now() + RECORDS_SETTLE_MS : 0

  const isDoubtful = ({ commandId, isReplayed }: Piece) =>
    isReplayed || isFirstInDoubt || inDoubt.has(commandId)

  function doubtAbout({ commandId }: Piece): void {
    inDoubt.add(commandId)
    mayLookAt = performance.now() + RECORDS_SETTLE_MS
  }

  /** Names whatever was first. What has been replayed since comes before it, and is in doubt anyway. */
  function findFirst({ commandId, isReplayed }: Piece): void {
    if (!isFirstInDoubt || isReplayed || inDoubt.has(commandId)) return
    isFirstInDoubt = false
    inDoubt.add(commandId)
  }

  async function attempt(view: CarriageView, piece: Piece, { carrier, standing }: By): Promise<number> {
    const { adapter } = carrier
    findFirst(piece)
    const admission = context.accountsOf(adapter).admit(adapter.account, options)
    if ('waitMs' in admission) {
      if (waitedInVain(piece, admission, now())) await giveUpInDoubt(piece, 'platform-unavailable')
      return admission.waitMs
    }
    const { destination } = view
    const doubtful = isDoubtful(piece)
    let sent: HandedOver
    try {
      sent = await handOver(
        { ...context, ...standing },
        { claim, carrier, piece, destination, doubtful, signal },
      )
      admission.report()
    } catch (thrown) {
      const error = conversationErrorOf(thrown, 'Handing a message to the carrier')
      admission.report(error)
      const isOurs = thrown instanceof DatabaseError || error.code === 'database-unavailable'
      // If looking at the carrier's records failed, or what followed, the piece is looked for again.
      if (doubtful || error.outcome === 'unknown') doubtAbout(piece)
      if (signal.aborted || isOurs) throw thrown
      await afterFailure(destination, piece, carrier, error)
      return 0
    }
    // The carrier has done its part. Should keeping that fail, the piece is looked for before the next try.
    const others = mayLookAt
    doubtAbout(piece)
    await keepSent(piece, sent)
    inDoubt.delete(piece.commandId)
    // The records have shown this one, so no other has to wait until they do.
    mayLookAt = others
    return 0
  }

  async function keepSent(piece: Piece, { carrier, destination, carrierId }: HandedOver): Promise<void> {
    const { name, adapter } = carrier
    const sent = { carrier: name, destination, carrierId }
    const isWhole = await markSent(database, conversationId, piece, sent).catch((thrown: unknown) => {
      // Another conversation may have claimed the id at this very moment. Another look finds the right one.
      const isLookedFor = adapter.capabilities.repeats === 'reconcilable' && odd !== piece.commandId
      odd = piece.commandId
      if (!isRefusedByTable(thrown) || isLookedFor) throw thrown
      // It has been sent. Without this it would be sent again and again, because its id cannot be kept.
      return markSent(database, conversationId, piece, { ...sent, carrierId: undefined })
    })
    if (isWhole) await tellSent(journal, conversationId, piece.messageId)
    await claimReceipts(context, name, carrierId)
  }

  async function afterFailure(
    destination: string,
    piece: Piece,
    carrier: NamedCarrier,
    error: ConversationError,
  ): Promise<void> {
    const { code, remedy } = error
    const { adapter } = carrier
    tell(remedy === 'never' ? 'error' : 'warn', carrier, error)
    if (code === 'destination-opted-out') {
      await giveUp(piece, 'dropped', code)
      return await optOut(context, { address: adapter.address, customer: destination }, { toldBy: 'carrier' })
    }
    if (remedy === 'never') return await giveUp(piece, 'dead', code)
    const nextTryAt = nextTry(piece.attempts + 1, error, { now: now(), until: triedUntil(piece) })
    if (!nextTryAt) return await giveUpInDoubt(piece, code)
    await markTried(database, claim, piece, { nextTryAt, error })
  }

  function tell(level: 'warn' | 'error', { name: platform }: NamedCarrier, error: ConversationError): void {
    const { code, message: detail } = error
    settings.log({ level, event: 'carrying-failed', conversationId, platform, code, detail })
  }

  /**
   * A carrier that was down all the time could not be asked. So a message that it may have taken is not reported as
   * never sent.
   */
  const giveUpInDoubt = (piece: Piece, code: string) =>
    giveUp(piece, 'dead', isDoubtful(piece) ? 'platform-timeout' : code)

  /**
   * Tells the customer before it is kept, so that it is told even after a crash in between: then the piece is tried
   * once more.
   */
  async function giveUp(piece: Piece, state: 'dead' | 'dropped', code: string): Promise<void> {
    // If somebody else carries the conversation by now, they may still deliver it.
    if (!(await isClaimed(database, claim))) return
    await addFailure(context, conversationId, { messageId: piece.messageId, code })
    await markGivenUp(database, claim, piece, { state, code })
  }

  return {
    waitOf(piece) {
      const untilNextTry = (piece.nextTryAt?.getTime() ?? 0) - now().getTime()
      return Math.max(untilNextTry, isDoubtful(piece) ? mayLookAt - performance.now() : 0)
    },
    attempt,
    giveUp,
    async refuse(piece, carrier, error) {
      tell('error', carrier, error)
      await giveUp(piece, 'dead', error.code)
    },
  }
}

const isRefusedByTable = (thrown: unknown) =>
  thrown instanceof DatabaseError && (thrown.failure === 'collision' || thrown.failure === 'broken')

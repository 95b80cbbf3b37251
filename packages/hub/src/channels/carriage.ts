import { UnreadableConversation } from '../conversations/unreadable'
import { conversationErrorOf } from '../database/database-error'
import { DATABASE_PAUSE_MS } from '../database/database-pause'
import { standingFromNow } from '../leases/under-lease'
import { hubOf } from '../settings/hub-of'
import {
  type CarriageView,
  type Claim,
  dropWaiting,
  giveUpClaim,
  markCarried,
  readCarriageView,
} from './carriage-view'
import { carrierOf } from './carrier-of'
import type { CarryContext } from './carry-context'
import { composeAgain, composePieces } from './compose-pieces'
import { createDelivery } from './delivery'
import { finishLastSent } from './finish-last-sent'
import { endConversations } from './opting-out'
import { holdBack, nextPiece } from './pieces'
import { quietUntil } from './quiet-hours'

/** Timers cannot wait for much longer, and clocks may be changed meanwhile (summer time). */
const LONGEST_WAIT_MS = 60 * 60_000

/** Carries one conversation's messages to the customer, in order, for as long as this instance has the claim. */
export interface Carriage {
  /** There may be something to carry. */
  wake(): void
  /** The version of the conversation up to which everything has been looked at. */
  version(): number
  /** Says that nothing written up to this version has to be carried. */
  passOver(version: number): void
  /** Begins nothing new. Resolves when what is under way is finished. */
  settle(): Promise<void>
  stop(): void
}

interface Options {
  readonly fence: number
  /** A message may have been under way when the last instance that carried the conversation stopped. */
  readonly doubtful: boolean
  /** Nothing is left to carry, or somebody else carries the conversation, or only others can read it. */
  readonly onDone: (why: 'over' | 'unreadable') => void
}

export function carryConversation(conversationId: string, context: CarryContext, options: Options): Carriage {
  const { database, settings } = context
  const claim: Claim = { conversationId, instanceId: context.instanceId, fence: options.fence }
  const stopping = new AbortController()
  const { signal } = stopping
  const delivery = createDelivery(context, { claim, doubtful: options.doubtful, signal })
  let version = 0
  let running: Promise<void> | undefined
  let again = false
  let settling = false
  let mayBeUnfinished = options.doubtful
  let timer: ReturnType<typeof setTimeout> | undefined

  function wake(): void {
    again = true
    if (running || settling || signal.aborted) return
    running = drain().finally(() => {
      running = undefined
      if (again) wake()
    })
  }

  function later(milliseconds: number): void {
    clearTimeout(timer)
    // If it was stopped in the meantime, a timer would keep the process alive for nothing.
    if (signal.aborted) return
    timer = setTimeout(wake, Math.min(Math.max(milliseconds, 1), LONGEST_WAIT_MS))
  }

  async function drain(): Promise<void> {
    try {
      while (!signal.aborted && !settling) {
        again = false
        const wait = await next()
        if (wait === 'done') return
        if (wait > 0) return later(wait)
      }
    } catch (thrown) {
      if (signal.aborted) return
      mayBeUnfinished = true
      const { code, message } = conversationErrorOf(thrown, 'Carrying a conversation’s messages')
      settings.log({ level: 'warn', event: 'carrying-interrupted', conversationId, code, detail: message })
      if (thrown instanceof UnreadableConversation) await leaveToOthers().catch(() => {})
      if (!signal.aborted) later(DATABASE_PAUSE_MS)
    }
  }

  /** The instance of a newer version that has written this can read it, too. */
  async function leaveToOthers(): Promise<void> {
    await giveUpClaim(database, claim)
    finish('unreadable')
  }

  /** Does one thing. Returns how long to wait before the next, in milliseconds, or that there is none. */
  async function next(): Promise<number | 'done'> {
    const standing = standingFromNow(context)
    const view = await readCarriageView(database, claim)
    if (!view) return finish()
    const isElsewhere = view.channel !== 'sms'
    const carrier = isElsewhere ? undefined : carrierOf(settings, view.resourceId)
    if (!carrier) {
      await (isElsewhere ? dropWaiting : giveUpClaim)(database, claim)
      return finish()
    }
    version = view.version
    if (mayBeUnfinished) await finishLastSent(context, conversationId)
    mayBeUnfinished = false
    const composing = { claim, adapter: carrier.adapter, fileLink: settings.fileLink }
    if (!(await composePieces(database, view, composing))) return 0
    const at = { address: carrier.adapter.address, customer: view.destination }
    const piece = await nextPiece(database, conversationId, at)
    if (!piece) {
      if (!view.ended) return 'done'
      return (await markCarried(database, claim, view)) ? finish() : 0
    }
    if (piece.optedOut || view.endReason === 'opted-out') {
      // The conversation may have been started at the very moment at which the customer opted out.
      if (!view.ended) await endConversations(context, at)
      await delivery.giveUp(piece, 'dropped', 'destination-opted-out')
      return 0
    }
    if (!piece.isComposed) {
      const error = await composeAgain(database, piece, composing)
      if (error) await delivery.refuse(piece, carrier, error)
      return 0
    }
    const wait = Math.max((await quietFor(view)) ?? 0, delivery.waitOf(piece))
    if (wait > 0) return wait
    return standing.mayAct() ? await delivery.attempt(view, piece, { carrier, standing }) : DATABASE_PAUSE_MS
  }

  /** How long the customer's quiet hours last from now, in milliseconds. */
  async function quietFor(view: CarriageView): Promise<number | undefined> {
    const quietHours = hubOf(settings, view)?.quietHours
    if (!quietHours || view.customerWrites) return undefined
    const now = context.now()
    const until = quietUntil(now, quietHours, view.attributes.timeZone)
    if (!until) return undefined
    if (await holdBack(database, claim, until)) {
      const detail = until.toISOString()
      settings.log({ level: 'info', event: 'messages-held-back', conversationId, detail })
    }
    return until.getTime() - now.getTime()
  }

  function finish(why: 'over' | 'unreadable' = 'over'): 'done' {
    stop()
    options.onDone(why)
    return 'done'
  }

  function stop(): void {
    stopping.abort()
    clearTimeout(timer)
  }

  return {
    wake,
    version: () => version,
    passOver(upTo) {
      version = upTo
    },
    async settle() {
      settling = true
      clearTimeout(timer)
      await running
    },
    stop,
  }
}

import type { PlatformEvent } from '../connector/platform-events'
import type { NewEvent } from '../contract/events'
import type { ConversationState } from '../contract/states'
import type { Offer } from '../degrade/intended-message'
import { applyPlatformEvent } from '../progress/apply-platform-event'
import { pause } from '../retry/pause'
import { createEventLog } from './event-log'

/** A customer's message that the platform has not yet been seen to have. */
interface Unproven {
  readonly messageId: string
  readonly text: string
  readonly proof: AbortController
}

/** What is known of one conversation in memory: state, events, what was offered, what was seen before. */
export function createConversationRecord(onNotice: (text: string) => void) {
  const log = createEventLog()
  const seen = new Set<string>()
  const unproven: Unproven[] = []
  const offers: Offer[] = []
  let state: ConversationState = 'starting'
  let seq = 0

  const indexOf = (messageId: string) => unproven.findIndex((said) => said.messageId === messageId)

  function keep(event: NewEvent): void {
    seq += 1
    log.append({ ...event, seq, at: new Date().toISOString() })
    if (event.type === 'state') state = event.state
    if (event.type === 'message') offers.unshift({ messageId: event.messageId, parts: event.parts })
    if (event.type === 'receipt') {
      const index = indexOf(event.messageId)
      if (index >= 0) for (const { proof } of unproven.splice(index, 1)) proof.abort()
    }
    if (state === 'ended') log.close()
  }

  return {
    log,
    offers: offers as ReadonlyArray<Offer>,
    get state() {
      return state
    },
    keep,
    /** Notes what the customer said, so that an echo can be recognised. */
    said(messageId: string, text: string): void {
      unproven.push({ messageId, text, proof: new AbortController() })
    },
    /** Whether a receipt has told, or tells within so many milliseconds, what became of the message. */
    async isProven(messageId: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
      const said = unproven[indexOf(messageId)]
      if (said) await pause(withinMs, AbortSignal.any([said.proof.signal, signal]))
      return indexOf(messageId) < 0
    },
    receive(event: PlatformEvent): void {
      if (state === 'ended') return
      if ('id' in event && event.type !== 'partial') {
        const name = `${event.type} ${event.id}`
        if (seen.has(name)) return
        seen.add(name)
      }
      if (event.type === 'notice') onNotice(event.text)
      const { kept, passing } = applyPlatformEvent(event, { state, unproven })
      for (const one of kept) keep(one)
      if (passing) log.append({ ...passing, at: new Date().toISOString() })
    },
  }
}

export type ConversationRecord = ReturnType<typeof createConversationRecord>

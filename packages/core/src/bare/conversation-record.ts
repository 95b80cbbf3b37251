import type { PlatformEvent } from '../connector/platform-events'
import type { NewEvent } from '../contract/events'
import type { ConversationState, EndReason } from '../contract/states'
import { applyPlatformEvent } from '../progress/apply-platform-event'
import { pause } from '../retry/pause'
import { createStopSwitch, type StopSwitch } from '../retry/stop-switch'
import type { Stoppable } from '../retry/stoppable'
import { createEventLog, type EventLog } from './event-log'

type NewMessage = Extract<NewEvent, { type: 'message' }>

/** A customer's message that the platform has not yet been seen to have. */
interface Unproven {
  readonly messageId: string
  readonly text: string
  readonly proof: StopSwitch
}

/** What is known of one conversation in memory. */
export interface ConversationRecord {
  state: ConversationState
  readonly log: EventLog
  /** Why it has ended; absent before. */
  endReason: EndReason | undefined
  /** What was said, newest first. */
  readonly messages: ReadonlyArray<NewMessage>
  keep(event: NewEvent): void
  /** Notes what the customer said, so that an echo can be recognised. */
  said(messageId: string, text: string): void
  /** Whether a receipt has told, or tells within so many milliseconds, what became of the message. */
  isProven(messageId: string, withinMs: number, over: Stoppable): Promise<boolean>
  /** Keeps what an event of the platform brings; a replay brings nothing. */
  receive(event: PlatformEvent): void
}

export function createConversationRecord(onNotice: (text: string) => void): ConversationRecord {
  const log = createEventLog()
  const seen = new Set<string>()
  const unproven: Unproven[] = []
  const messages: NewMessage[] = []
  let seq = 0

  const indexOf = (messageId: string) => unproven.findIndex((said) => said.messageId === messageId)

  function keep(event: NewEvent): void {
    seq += 1
    log.append({ ...event, seq, at: new Date().toISOString() })
    if (event.type === 'state') {
      record.state = event.state
      record.endReason = event.reason
    }
    if (event.type === 'message') messages.unshift(event)
    if (event.type === 'receipt') {
      const index = indexOf(event.messageId)
      if (index >= 0) for (const { proof } of unproven.splice(index, 1)) proof.stop()
    }
    if (record.state === 'ended') log.close()
  }

  const record: ConversationRecord = {
    log,
    messages,
    state: 'starting',
    endReason: undefined,
    keep,
    said(messageId: string, text: string): void {
      unproven.push({ messageId, text, proof: createStopSwitch() })
    },
    async isProven(messageId: string, withinMs: number, over: Stoppable): Promise<boolean> {
      const said = unproven[indexOf(messageId)]
      if (said && !over.aborted) {
        over.addEventListener('abort', said.proof.stop)
        await pause(withinMs, said.proof)
        over.removeEventListener('abort', said.proof.stop)
      }
      return indexOf(messageId) < 0
    },
    receive(event: PlatformEvent): void {
      if (record.state === 'ended') return
      if (event.type === 'partial') {
        // Its message is there already: nothing would ever replace this text.
        if (seen.has(`message ${event.id}`)) return
      } else if ('id' in event) {
        const name = `${event.type} ${event.id}`
        if (seen.has(name)) return
        seen.add(name)
      }
      if (event.type === 'notice') onNotice(event.text)
      const { kept, passing } = applyPlatformEvent(event, { state: record.state, unproven })
      for (const one of kept) keep(one)
      if (passing) log.append({ ...passing, at: new Date().toISOString() })
    },
  }
  return record
}

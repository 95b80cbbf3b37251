import type { PlatformEvent } from '../connector/platform-events'
import type { NewEvent } from '../contract/events'
import type { ConversationState, EndReason } from '../contract/states'
import { applyPlatformEvent } from '../progress/apply-platform-event'
import { pause } from '../retry/pause'
import { createStopSwitch, type StopSwitch } from '../retry/stop-switch'
import type { Stoppable } from '../retry/stoppable'
import { EventLog } from './event-log'

type NewMessage = Extract<NewEvent, { type: 'message' }>

/** A customer's message that nothing has yet proved to have reached the platform. */
interface Unproven {
  readonly messageId: string
  readonly text: string
  readonly proof: StopSwitch
}

/** What is known of one conversation in memory. */
export class ConversationRecord {
  state: ConversationState = 'starting'
  /** Why it has ended; absent before. */
  endReason: EndReason | undefined = undefined
  readonly log = new EventLog()
  /** What was said, newest first. */
  readonly messages: NewMessage[] = []
  readonly #onNotice: (text: string) => void
  readonly #unproven: Unproven[] = []
  /** Names of platform events that have come. Made with the first, because many scripts only start conversations. */
  #seen: Set<string> | undefined = undefined
  #seq = 0

  constructor(onNotice: (text: string) => void) {
    this.#onNotice = onNotice
  }

  keep(event: NewEvent): void {
    this.#seq += 1
    this.log.append({ seq: this.#seq, at: new Date().toISOString(), ...event })
    if (event.type === 'state') {
      this.state = event.state
      this.endReason = event.reason
    }
    if (event.type === 'message') this.messages.unshift(event)
    if (event.type === 'receipt') {
      const index = this.#indexOf(event.messageId)
      if (index >= 0) for (const { proof } of this.#unproven.splice(index, 1)) proof.stop()
    }
    if (this.state === 'ended') this.log.close()
  }

  /** Notes what the customer said, so that an echo can be recognised. */
  said(messageId: string, text: string): void {
    this.#unproven.push({ messageId, text, proof: createStopSwitch() })
  }

  /** Whether a receipt says, now or within `withinMs`, what became of the message. */
  async isProven(messageId: string, withinMs: number, over: Stoppable): Promise<boolean> {
    const said = this.#unproven[this.#indexOf(messageId)]
    if (said && !over.aborted) {
      const enough = () => said.proof.stop()
      over.addEventListener('abort', enough)
      await pause(withinMs, said.proof)
      over.removeEventListener('abort', enough)
    }
    return this.#indexOf(messageId) < 0
  }

  /** Keeps what an event of the platform brings. A replay brings nothing. */
  receive(event: PlatformEvent): void {
    if (this.state === 'ended' || this.#isReplay(event)) return
    if (event.type === 'notice') this.#onNotice(event.text)
    const progress = { state: this.state, unproven: this.#unproven }
    const { kept, passing } = applyPlatformEvent(event, progress)
    for (const one of kept) this.keep(one)
    if (passing) this.log.append({ at: new Date().toISOString(), ...passing })
  }

  #isReplay(event: PlatformEvent): boolean {
    this.#seen ??= new Set()
    // Once the whole message is there, nothing would ever replace a partial text that comes late.
    if (event.type === 'partial') return this.#seen.has(`message ${event.id}`)
    if (!('id' in event)) return false
    const name = `${event.type} ${event.id}`
    if (this.#seen.has(name)) return true
    this.#seen.add(name)
    return false
  }

  #indexOf(messageId: string): number {
    return this.#unproven.findIndex((said) => said.messageId === messageId)
  }
}

import type { CustomerMessage } from '../contract/customer-message'
import type { BareConversation } from './bare-conversation'
import type { Drive } from './drive'
import { speakAsCustomer } from './speak-as-customer'

type Speech = Pick<BareConversation, 'send' | 'typing' | 'receipt' | 'end'>

/** The conversation as a script sees it. */
export class DrivenConversation implements BareConversation {
  readonly #drive: Drive
  #speech: Speech | undefined = undefined

  constructor(drive: Drive) {
    this.#drive = drive
  }

  get conversationId() {
    return this.#drive.conversationId
  }
  get state() {
    return this.#drive.record.state
  }
  get session() {
    return this.#drive.sessions.current
  }
  get cursor() {
    return this.#drive.cursor
  }

  events() {
    return this.#drive.record.log.read()
  }
  send(message: string | CustomerMessage) {
    return this.#customer.send(message)
  }
  typing(typing: boolean) {
    return this.#customer.typing(typing)
  }
  receipt(messageId: string, status: 'delivered' | 'read') {
    return this.#customer.receipt(messageId, status)
  }
  async end() {
    await this.#customer.end()
    await this.#drive.concluded
  }
  close() {
    this.#drive.close()
  }

  /** Made when the customer speaks for the first time, because many scripts only start conversations. */
  get #customer(): Speech {
    this.#speech ??= speakAsCustomer(this.#drive)
    return this.#speech
  }
}

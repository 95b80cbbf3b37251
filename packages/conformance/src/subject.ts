import type { Connector, EndReason, PlatformSession } from '@conversation-hub/core'

/** What the suite tests: a connector and a double of its platform. */
export interface ConnectorSubject {
  /** The heading of the report, for example `salesforce enhanced chat`. */
  readonly name: string
  /** Starts a new double. Called for every scenario. */
  start(): Promise<RunningSubject>
}

/** A connector and its double, for one scenario. */
export interface RunningSubject {
  /**
   * Makes a connector with the same settings for the same double, as another process would: it must share nothing in
   * memory with connectors made before.
   */
  connect(): Connector
  readonly double: PlatformDouble
  /**
   * Keys, passwords and tokens in use, which no error and no notice may contain. Read each time that one is checked, so a
   * getter can include tokens that have come into use since.
   */
  readonly secrets: ReadonlyArray<string>
  /** Stops the double. */
  stop(): Promise<void>
}

/** A conversation of the scenario. The double finds its own record by whichever of the two it knows. */
export interface ConversationHandle {
  readonly conversationId: string
  readonly session: PlatformSession
}

/** A customer's message as the platform has it. */
export interface ReceivedMessage {
  /** The platform's own id of the message, if it has one. */
  readonly id?: string
  /** The words. For a choice that was picked, its title; for a form, whatever holds its answers. */
  readonly text: string
}

/**
 * What goes wrong with the next call.
 *
 * - `refuse`: the platform refuses, as it would a bad request, and repeats the request in its answer, so that a connector
 *   that copies answers into errors is found out.
 * - `unavailable`: it answers that it cannot serve the call at the moment (503), and does not take it.
 * - `rate-limited`: it asks for fewer calls (429, retry after 2 seconds), and does not take the call.
 * - `html`: it answers 200 with a page of HTML that contains the request, and does not take the call.
 * - `timeout-before`: it never answers and does not take the call.
 * - `timeout-after`: it takes the call and never answers.
 * - `cut-after`: it takes the call and the connection is cut before the answer.
 */
export type Failure =
  | 'refuse'
  | 'unavailable'
  | 'rate-limited'
  | 'html'
  | 'timeout-before'
  | 'timeout-after'
  | 'cut-after'

/** A call other than those that start a conversation or send a message. */
export type OtherCall = 'end' | 'typing' | 'receipt' | 'readTranscript'

/** A person at the platform's desk. */
export interface AgentAtDesk {
  joins(conversation: ConversationHandle, name: string): Promise<void>
  says(conversation: ConversationHandle, text: string): Promise<void>
  ends(conversation: ConversationHandle): Promise<void>
  leaves?(conversation: ConversationHandle): Promise<void>
  types?(conversation: ConversationHandle, typing: boolean): Promise<void>
  /** Reads the customer's messages, which the person's client tells the platform. */
  reads?(conversation: ConversationHandle): Promise<void>
}

/**
 * The double from the platform's side: through it the suite acts as an agent or bot, and asks what really arrived. An
 * ability that is left out is not tested, and the report says so.
 */
export interface PlatformDouble {
  /** What the platform says first in every conversation. Absent if it waits for the customer. */
  readonly greeting?: string
  /** Whether the platform shows the customer's own messages again, which proves that they arrived. */
  readonly echoes: boolean
  /** The reason with which a conversation ends when the agent ends it. Default: `agent-ended`. */
  readonly endReason?: EndReason

  /** The customer's messages that the platform has, oldest first. */
  received(conversation: ConversationHandle): Promise<ReadonlyArray<ReceivedMessage>>
  /** Whether the conversation is over at the platform. */
  isEnded(conversation: ConversationHandle): Promise<boolean>

  /** Absent if no person can take part. */
  readonly agent?: AgentAtDesk
  /** Makes the bot answer the customer's next message with these texts. Required if events arrive by `reply`. */
  botAnswers?(conversation: ConversationHandle, texts: ReadonlyArray<string>): Promise<void>
  /** Offers choices, with a text above them. */
  offersChoices?(conversation: ConversationHandle, text: string, titles: ReadonlyArray<string>): Promise<void>

  /** Asks the customer to fill in a form with one field, for a text, under this label. */
  asksForm?(conversation: ConversationHandle, label: string): Promise<void>

  /** Shows the customer a file. Returns its name. */
  showsFile?(conversation: ConversationHandle): Promise<string>

  /** Whether the customer is typing, as far as the platform has been told. */
  customerTypes?(conversation: ConversationHandle): Promise<boolean>
  /** The ids of the platform's messages of which it has been told that the customer has read them. */
  readByCustomer?(conversation: ConversationHandle): Promise<ReadonlyArray<string>>

  /** Sends something of a kind that no connector can know yet. */
  sendsUnknown?(conversation: ConversationHandle): Promise<void>
  /** Cuts every open event stream. What is said until the connector has reconnected waits at the platform. */
  cutStreams?(): Promise<void>
  /** How many event streams are open at the platform now. */
  openStreams?(): Promise<number>
  /** Makes the platform treat all access that it has granted so far as expired, at least for this conversation. */
  expireAccess?(conversation: ConversationHandle): Promise<void>

  /** The failures that this double can make. */
  readonly failures: ReadonlyArray<Failure>
  /** Makes one call fail: the next one that starts a conversation (or prepares to), or the next message. */
  failNext(failure: Failure, command: 'start' | 'send'): Promise<void>
  /** Makes the next call of another kind fail in the same way. Called only for kinds that the connector has. */
  failNextOther?(failure: Failure, call: OtherCall): Promise<void>
}

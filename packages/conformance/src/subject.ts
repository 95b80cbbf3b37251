import type { Connector, EndReason, PlatformSession } from '@conversation-hub/core'

/** What the suite tests: a connector and a double of its platform, made anew for every scenario. */
export interface ConnectorSubject {
  /** Heads the report, for example `salesforce enhanced chat`. */
  readonly name: string
  start(): Promise<RunningSubject>
}

/** A connector and its double, for one scenario. */
export interface RunningSubject {
  /**
   * Makes a connector of the same settings on the same double, as another process would. It must not share
   * anything in memory with the connectors made before.
   */
  connect(): Connector
  readonly double: PlatformDouble
  /**
   * Keys, passwords and tokens in use. No error and no notice may show one of them. Read whenever one is looked at: as a
   * getter it can have tokens that came into use since.
   */
  readonly secrets: ReadonlyArray<string>
  stop(): Promise<void>
}

/** A conversation of the scenario; the double finds its own record by whichever of the two it knows. */
export interface ConversationHandle {
  readonly conversationId: string
  readonly session: PlatformSession
}

/** What the platform holds of a customer's message. */
export interface ReceivedMessage {
  /** The platform's own id of the message, where it keeps one. */
  readonly id?: string
  /** The words; for an answered choice the title of the choice. */
  readonly text: string
}

/**
 * What goes wrong with the next call.
 *
 * - `refuse`: the platform answers that it will not do this (as for a bad request), and repeats the request
 *   in its answer, so that a connector that copies answers into errors is found out.
 * - `unavailable`: it answers that it cannot at the moment (503), and does not take the call.
 * - `rate-limited`: it asks for fewer calls (429), waiting time 2 seconds, and does not take the call.
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

/** A call besides those that start a conversation or send a message. */
export type OtherCall = 'end' | 'typing' | 'receipt' | 'readTranscript'

/** A person at the platform's desk. */
export interface AgentAtDesk {
  joins(conversation: ConversationHandle, name: string): Promise<void>
  says(conversation: ConversationHandle, text: string): Promise<void>
  ends(conversation: ConversationHandle): Promise<void>
  leaves?(conversation: ConversationHandle): Promise<void>
  types?(conversation: ConversationHandle, typing: boolean): Promise<void>
  /** The person's client tells that it has shown the customer's messages. */
  reads?(conversation: ConversationHandle): Promise<void>
}

/**
 * The platform, or what stands in for it, from the platform's side: the suite acts as agent or bot and asks
 * what really arrived. An ability that is left out is not tested, and the report says so.
 */
export interface PlatformDouble {
  /** What the platform says first in every conversation; absent: it waits for the customer. */
  readonly greeting?: string
  /** Whether the platform shows the customer's own messages back, as proof that they arrived. */
  readonly echoes: boolean
  /** Why a conversation ended that the agent ended. Default `agent-ended`. */
  readonly endReason?: EndReason

  /** The customer's messages that the platform holds, oldest first. */
  received(conversation: ConversationHandle): Promise<ReadonlyArray<ReceivedMessage>>
  isEnded(conversation: ConversationHandle): Promise<boolean>

  /** Absent where no person can take part. */
  readonly agent?: AgentAtDesk
  /** Has the bot answer the customer's next message with these texts. Needed where events arrive by `reply`. */
  botAnswers?(conversation: ConversationHandle, texts: ReadonlyArray<string>): Promise<void>
  /** Offers choices; the text stands above them. */
  offersChoices?(conversation: ConversationHandle, text: string, titles: ReadonlyArray<string>): Promise<void>

  /** Shows the customer a file; answers its name. */
  showsFile?(conversation: ConversationHandle): Promise<string>

  /** Whether the customer is typing, as the platform sees it. */
  customerTypes?(conversation: ConversationHandle): Promise<boolean>
  /** The ids of the platform's messages that it believes the customer has read. */
  readByCustomer?(conversation: ConversationHandle): Promise<ReadonlyArray<string>>

  /** Sends something of a kind that no connector can know yet. */
  sendsUnknown?(conversation: ConversationHandle): Promise<void>
  /** Cuts every open event stream. What is said until the connector is back waits at the platform. */
  cutStreams?(): Promise<void>
  /** How many event streams are open at the platform at this moment. */
  openStreams?(): Promise<number>
  /** From now on the platform treats the access handed out so far as expired, for this conversation at least. */
  expireAccess?(conversation: ConversationHandle): Promise<void>

  /** The failures that this double can make. */
  readonly failures: ReadonlyArray<Failure>
  /** Makes one call fail: the next that starts a conversation (its preparation included), or the next message. */
  failNext(failure: Failure, command: 'start' | 'send'): Promise<void>
  /** Makes the next call of another kind fail in the same ways, for those kinds that the connector declares. */
  failNextOther?(failure: Failure, call: OtherCall): Promise<void>
}

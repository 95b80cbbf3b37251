import type { ChatView } from './view'
import type { Choice, ConversationEvent, FormPart, FormValues } from './wire'

/**
 * One chat of one customer with one channel resource, without any user interface.
 *
 * It starts a session or goes on with the kept one, follows the conversation's events without a gap or a double
 * over cut connections, and sends what the customer says exactly once, in order, over reloads and lost networks.
 * None of its methods throws for a network that is away.
 */
export interface ChatClient {
  /** What there is to show right now. */
  readonly view: ChatView
  /** Calls after every change of `view`; returns the way to stop that. */
  onChange(listener: () => void): () => void
  /**
   * Calls with every event of the conversation, once each and in order; after a reload, or where the hub has lost
   * events, again from the first. Returns the way to stop that.
   */
  onEvent(listener: (event: ConversationEvent) => void): () => void

  /** Starts or goes on with the chat. Before it, nothing is sent to the hub. */
  open(): void
  /** Says a text. Returns its `clientMessageId`. */
  send(text: string): string
  /** Picks a quick reply of a message. */
  choose(messageId: string, choice: Choice): string
  /** Answers a form of a message. */
  submitForm(messageId: string, form: FormPart, values: FormValues): string
  /** Sends a file. One that is still on its way is not kept over a reload, because a browser cannot keep it. */
  attach(file: File): string
  /**
   * Where the browser can open an attachment without a header. For a file that the hub keeps that is a link of a few
   * minutes, made for this call. Nothing where there is no safe address, or the hub could not be asked.
   */
  fileAddress(url: string): Promise<string | undefined>
  /** Tries a message that was not delivered again. */
  retry(clientMessageId: string): void
  /** Takes a message that was not delivered from the list. */
  remove(clientMessageId: string): void
  /** The customer pressed a key; told to the other side at most every 4 s, and 5 s of silence end it. */
  typed(): void
  stoppedTyping(): void
  /** The customer saw this message; told to the other side once. */
  read(messageId: string): void
  /** Ends the conversation. False where the hub could not be told. */
  end(): Promise<boolean>
  /** Forgets this chat and starts a new one. */
  startNew(): void
  /** Stops reading and sending; the conversation itself goes on and `open` of a new client finds it again. */
  close(): void
}

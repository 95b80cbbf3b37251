/**
 * What happens at the platform when a command is repeated.
 *
 * - `idempotent`: the platform recognises the command's id, and a repeat has no second effect.
 * - `reconcilable`: the platform's records tell whether the command took effect; `reconcile` asks them.
 * - `echo`: the platform shows later, by an `echo` event, that the command took effect; the driver waits for one
 *   before it repeats.
 * - `neither`: nobody can tell. A repeat may have a second effect.
 */
export type Repeatability = 'idempotent' | 'reconcilable' | 'echo' | 'neither'

/**
 * What a platform can do, as data. What it cannot do is replaced by something simpler (`degrade/`), never dropped
 * silently.
 */
export interface Capabilities {
  /** Takes a choice that the customer picked as a choice. Otherwise its title is sent as text. */
  readonly choices: boolean
  /** Takes a filled-in form as a form. Otherwise the answers are sent as text, one line each. */
  readonly forms: boolean
  /** Sends cards. */
  readonly cards: boolean
  /**
   * Takes files of at most `maxBytes` each, of the given `mediaTypes` (default: of every type). Otherwise a link is
   * sent.
   */
  readonly attachments: false | { readonly maxBytes: number; readonly mediaTypes?: ReadonlyArray<string> }
  /** Whether the platform is told that the customer is typing, and tells that somebody there is. */
  readonly typing: { readonly toPlatform: boolean; readonly fromPlatform: boolean }
  /** Whether the platform is told what became of its messages, and tells what became of the customer's. */
  readonly receipts: {
    readonly toPlatform: boolean
    readonly fromPlatform: boolean
    /** Also wants to be told of messages that a carrier could not bring to the customer. Default: false. */
    readonly failuresToPlatform?: boolean
  }
  /** Tells the customer's position in the queue. */
  readonly queuePosition: boolean
  /** Can say, through `checkAvailability`, whether somebody would answer a conversation started now. */
  readonly availability: boolean
  /** Takes what was said before: at most `maxCharacters`, or not at all. */
  readonly transcriptHandOver: false | { readonly maxCharacters: number }
  /** Has a record of the conversation that can be read after a gap in the events (`readTranscript`). */
  readonly transcript: boolean
  /** Another process can go on with a conversation from its session alone. */
  readonly resume: boolean
  /** For each command, what happens when it is repeated. */
  readonly repeats: {
    readonly start: Repeatability
    readonly send: Repeatability
    readonly end: Repeatability
  }
}

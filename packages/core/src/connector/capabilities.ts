/**
 * What a repeat of a command does at the platform.
 *
 * - `idempotent`: the platform recognises the command's id; a repeat has no second effect.
 * - `reconcilable`: the platform's records tell whether it took effect; `reconcile` asks them.
 * - `echo`: the platform tells it later, by an `echo` event; the driver waits for one before it repeats.
 * - `neither`: nobody can tell. A repeat may have a second effect.
 */
export type Repeatability = 'idempotent' | 'reconcilable' | 'echo' | 'neither'

/** What a platform can do, as data. What it lacks degrades in `degrade/`, never silently. */
export interface Capabilities {
  /** Takes the answer to a choice as such; otherwise the choice's title is sent as text. */
  readonly choices: boolean
  /** Takes a filled-in form as such; otherwise the answers are sent as text, one line each. */
  readonly forms: boolean
  /** Gives cards. */
  readonly cards: boolean
  /** Takes files. `maxBytes` per file; `mediaTypes` absent: of every type. */
  readonly attachments: false | { readonly maxBytes: number; readonly mediaTypes?: ReadonlyArray<string> }
  /** Takes and gives typing. */
  readonly typing: { readonly toPlatform: boolean; readonly fromPlatform: boolean }
  /** Takes our customer's receipts, and gives receipts for the customer's messages. */
  readonly receipts: {
    readonly toPlatform: boolean
    readonly fromPlatform: boolean
    /** Wants to hear of its messages that a carrier could not bring to the customer. Default: does not. */
    readonly failuresToPlatform?: boolean
  }
  /** Tells the customer's place in its queue. */
  readonly queuePosition: boolean
  /** `checkAvailability` can ask whether a start would lead anywhere. */
  readonly availability: boolean
  /** Takes what was said before: at most so many characters, or not at all. */
  readonly transcriptHandOver: false | { readonly maxCharacters: number }
  /** The platform's own record of the conversation can be read after a gap. */
  readonly transcript: boolean
  /** A conversation can be taken up again by another process from its session alone. */
  readonly resume: boolean
  readonly repeats: {
    readonly start: Repeatability
    readonly send: Repeatability
    readonly end: Repeatability
  }
}

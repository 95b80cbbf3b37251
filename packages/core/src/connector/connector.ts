import type { Arrival } from './arrival'
import type { Capabilities } from './capabilities'
import type {
  EndCommand,
  KeptCommand,
  ReceiptCommand,
  SendCommand,
  StartCommand,
  TypingCommand,
} from './commands'
import type { Conclusion } from './conclusion'
import type { PlatformEvent } from './platform-events'
import type { PlatformSession } from './platform-session'

/** What a driver gives with every call. */
export interface CallContext {
  /** Aborted at the deadline of the call, or when the driver stops. */
  readonly signal: AbortSignal
}

/** What a command brought about. */
export interface CommandResult {
  /** The session to go on with; the very same object when nothing changed. */
  readonly session: PlatformSession
  /** What the platform said in its reply, perhaps bit by bit. */
  readonly events?: Iterable<PlatformEvent> | AsyncIterable<PlatformEvent>
}

/** Whether a command whose outcome was unknown took effect, by the platform's own records. */
export type Reconciliation =
  | { readonly tookEffect: 'yes'; readonly session?: PlatformSession }
  | { readonly tookEffect: 'no' }
  | { readonly tookEffect: 'unknown' }

/** Whether a start would lead anywhere, as far as the platform tells. `unknown` is no reason not to start. */
export interface Availability {
  readonly available: 'yes' | 'no' | 'unknown'
  readonly waitSeconds?: number
  /** When the platform opens again, ISO 8601, where it tells. */
  readonly opensAt?: string
}

/**
 * Speaks one platform's protocol. Keeps no state about a conversation: everything it needs is in the session
 * it returned. (What belongs to the account, such as a cached account token, it may keep in memory.)
 *
 * Every method throws `ConversationError` and nothing else. `outcome: 'unknown'` on the error means that the
 * command may have taken effect; the driver then reconciles before it repeats.
 */
export interface Connector {
  readonly specVersion: 'v1'
  /** The platform's name, for people and logs; no code branches on it. */
  readonly platform: string
  /** Names the account at the platform. Connectors of equal accounts share a circuit and a rate budget. */
  readonly account: string
  readonly capabilities: Capabilities
  readonly arrival: Arrival

  /**
   * Everything of a start that has no effect a customer or agent could see (a token, ids), so that the
   * session is kept before the platform hears of the conversation. A crash then repeats or reconciles the
   * start instead of leaving an orphan behind. Default: nothing, and `start` gets `{}`.
   */
  prepare?(command: StartCommand, context: CallContext): Promise<PlatformSession>
  start(command: StartCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  send(command: SendCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Present where `capabilities.typing.toPlatform`. */
  typing?(command: TypingCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Present where `capabilities.receipts.toPlatform`. */
  receipt?(command: ReceiptCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Succeeds also where the platform has already ended the conversation. */
  end(command: EndCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>

  /** Present where `capabilities.repeats` says `reconcilable` for any command. */
  reconcile?(command: KeptCommand, session: PlatformSession, context: CallContext): Promise<Reconciliation>
  /** The session with fresh access. The driver calls it before `renewAt`, and after `platform-session-expired`. */
  renew?(session: PlatformSession, context: CallContext): Promise<PlatformSession>
  /** When the session should be renewed, in milliseconds since 1970; absent: never. */
  renewAt?(session: PlatformSession): number | undefined
  /** What the platform recorded, oldest first. Present where `capabilities.transcript`; read after every reconnect. */
  readTranscript?(session: PlatformSession, context: CallContext): Promise<ReadonlyArray<PlatformEvent>>
  /**
   * Writes down at the platform what became of the conversation, for example as a case with the transcript. The
   * driver calls it once the conversation has ended, and again after a failure: a repeat has to write the same
   * record and not a second one. Nobody waits for it; a conversation has ended also where it fails. Default:
   * nothing is written.
   */
  conclude?(session: PlatformSession, conclusion: Conclusion, context: CallContext): Promise<void>
  /** Whether a start would lead anywhere. Present where `capabilities.availability`. */
  checkAvailability?(context: CallContext): Promise<Availability>
  /**
   * Fetches a file that the platform attached. Called for addresses that a browser cannot follow (of another scheme than
   * http and https), when the customer opens the file.
   */
  readAttachment?(url: string, session: PlatformSession, context: CallContext): Promise<PlatformFile>
}

/** A file that was fetched from where a platform or a carrier keeps it. */
export interface PlatformFile {
  readonly mediaType: string
  readonly content: Uint8Array
}

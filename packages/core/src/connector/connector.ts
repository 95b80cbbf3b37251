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

/** What a driver passes with every call. */
export interface CallContext {
  /** Aborted at the deadline of the call, or when the driver stops. */
  readonly signal: AbortSignal
}

/** What came of a command. */
export interface CommandResult {
  /** The session to go on with: the very same object if nothing has changed. */
  readonly session: PlatformSession
  /** What the platform said in its reply. An async iterable where the reply comes bit by bit. */
  readonly events?: Iterable<PlatformEvent> | AsyncIterable<PlatformEvent>
}

/** Whether a command whose outcome was unknown took effect, by the platform's own records. */
export type Reconciliation =
  | { readonly tookEffect: 'yes'; readonly session?: PlatformSession }
  | { readonly tookEffect: 'no' }
  | { readonly tookEffect: 'unknown' }

/**
 * Whether somebody would answer a conversation started now, as far as the platform tells. `unknown` is no reason not to
 * start.
 */
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
   * Does everything of a start that no customer or agent could notice (obtaining a token, choosing ids), so that the
   * session is kept before the platform hears of the conversation. After a crash the start can then be repeated or
   * reconciled, and leaves no orphan behind. Default: nothing is prepared, and `start` gets `{}`.
   */
  prepare?(command: StartCommand, context: CallContext): Promise<PlatformSession>
  /** Begins the conversation at the platform. */
  start(command: StartCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Passes on what the customer said. */
  send(command: SendCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Tells that the customer is typing, or has stopped. Present where `capabilities.typing.toPlatform` is true. */
  typing?(command: TypingCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Tells what became of a message of the platform's. Present where `capabilities.receipts.toPlatform` is true. */
  receipt?(command: ReceiptCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>
  /** Ends the conversation. Succeeds also if the platform has already ended it. */
  end(command: EndCommand, session: PlatformSession, context: CallContext): Promise<CommandResult>

  /** Looks up whether a command took effect. Present where `capabilities.repeats` says `reconcilable` for any command. */
  reconcile?(command: KeptCommand, session: PlatformSession, context: CallContext): Promise<Reconciliation>
  /**
   * Gives the session fresh access. The driver calls it when `renewAt` has come, and after `platform-session-expired`.
   */
  renew?(session: PlatformSession, context: CallContext): Promise<PlatformSession>
  /** When the session should be renewed, in milliseconds since 1970. `undefined`: never. */
  renewAt?(session: PlatformSession): number | undefined
  /**
   * What the platform has recorded, oldest first; read after every reconnect, and later if it could not be read for
   * minutes. Present where `capabilities.transcript` is true.
   */
  readTranscript?(session: PlatformSession, context: CallContext): Promise<ReadonlyArray<PlatformEvent>>
  /**
   * Records at the platform how the conversation went, for example as a case with the transcript. The driver calls it
   * once the conversation has ended, and again after a failure: a repeat has to write the same record, not a second one.
   * Nobody waits for it, and the conversation has ended even if it fails. Default: nothing is recorded.
   */
  conclude?(session: PlatformSession, conclusion: Conclusion, context: CallContext): Promise<void>
  /** Whether somebody would answer a conversation started now. Present where `capabilities.availability` is true. */
  checkAvailability?(context: CallContext): Promise<Availability>
  /**
   * Fetches a file that the platform attached, when the customer opens it. Called only for addresses that a browser
   * cannot follow, those whose scheme is neither http nor https.
   */
  readAttachment?(url: string, session: PlatformSession, context: CallContext): Promise<PlatformFile>
}

/** A file, fetched from the platform or the carrier that keeps it. */
export interface PlatformFile {
  readonly mediaType: string
  readonly content: Uint8Array
}

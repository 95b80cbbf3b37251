import type { PlatformEvent, PlatformNotice } from './platform-events'
import type { PlatformSession } from './platform-session'

/**
 * How a platform's events reach us, as data on the connector. Whichever it is, the driver owns the loop: opening,
 * leases, reconnecting, cursors, token renewal. A connector only translates.
 */
export type Arrival = StreamArrival | AccountStreamArrival | WebhookArrival | ReplyArrival

/** One step of a stream: it has opened, or it has brought events and a place to resume from. */
export type StreamStep =
  | { readonly step: 'opened' }
  | { readonly step: 'events'; readonly events: ReadonlyArray<PlatformEvent>; readonly cursor?: string }

/** What a driver gives when it opens a stream. */
export interface StreamOptions {
  /** The newest cursor that the driver has kept. Absent at the first opening. */
  readonly cursor?: string
  /** The session as it is now: commands may have changed it since the stream was opened. */
  readonly session?: () => PlatformSession
  /** Aborted when the driver no longer wants the stream; the iteration then ends without an error. */
  readonly signal: AbortSignal
}

/** One stream per conversation: server-sent events, STOMP, long poll. */
export interface StreamArrival {
  readonly kind: 'stream'
  /** Whether the stream has to be open before `start`, or can only be opened after it. */
  readonly opens: 'before-start' | 'after-start'
  /** The longest silence of a healthy stream, in milliseconds. After that the driver opens the stream anew. */
  readonly silenceMs: number
  /**
   * For a stream whose reading removes messages at the platform: how long a step that is under way may still take when
   * an instance stops, in milliseconds. The driver waits for that step and asks for none after it. Default: the driver
   * does not wait, because whoever goes on with the conversation can read everything again.
   */
  readonly lastStepWithinMs?: number
  /**
   * Opens the stream. The driver asks for the next step only when it has kept the last one, so a connector must not
   * read ahead where reading removes messages (a draining poll). A step without events is a sign of life. The iteration
   * ends, or throws a `ConversationError`, when the platform ends the stream.
   */
  readonly open: (session: PlatformSession, options: StreamOptions) => AsyncIterable<StreamStep>
}

/** The events of one conversation, out of a stream or delivery that carries many conversations. */
export interface KeyedEvents {
  /** Equal to what `keyOf` gives for the conversation's session. */
  readonly key: string
  readonly events: ReadonlyArray<PlatformEvent>
}

/**
 * One step of an account’s stream: it has opened, or it has brought events of the account's conversations and a place to
 * resume from.
 */
export type AccountStreamStep =
  | { readonly step: 'opened' }
  | {
      readonly step: 'events'
      readonly entries: ReadonlyArray<KeyedEvents>
      readonly cursor?: string
      /** What an operator should know and what belongs to no single conversation. Default: nothing. */
      readonly notices?: ReadonlyArray<PlatformNotice>
    }

/** One stream for a whole account: CometD platform events. */
export interface AccountStreamArrival {
  readonly kind: 'account-stream'
  /** The longest silence of a healthy stream, in milliseconds. After that the driver opens the stream anew. */
  readonly silenceMs: number
  /** The key under which the events of this session's conversation arrive. Absent until the platform has told it. */
  readonly keyOf: (session: PlatformSession) => string | undefined
  /**
   * Whether an event under the session's key is meant for this session. The customer's earlier conversation may have had
   * the same key, and its events may come late. Default: it is.
   */
  readonly concerns?: (session: PlatformSession, event: PlatformEvent) => boolean
  /** Opens the stream, on one instance at a time. Like `open` of a `StreamArrival`, for all sessions together. */
  readonly open: (options: StreamOptions) => AsyncIterable<AccountStreamStep>
}

/** A request that a platform or carrier made to `/webhooks/{name}`; the body is not parsed yet. */
export interface WebhookRequest {
  readonly method: string
  /** The address as the sender knows it, query included. */
  readonly url: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** The platform calls us. */
export interface WebhookArrival {
  readonly kind: 'webhook'
  /** The key under which deliveries about this session's conversation arrive. Absent until the platform has told it. */
  readonly keyOf: (session: PlatformSession) => string | undefined
  /** Verifies the request, then reads it. Throws `unauthorized` for a request that the platform did not make. */
  readonly receive: (request: WebhookRequest) => Promise<ReadonlyArray<KeyedEvents>>
}

/** The platform speaks only inside its replies to our commands. */
export interface ReplyArrival {
  readonly kind: 'reply'
  /**
   * How long the platform may think before its reply begins, in milliseconds: the deadline of start and send.
   * Default: that of any other call, 15 000.
   */
  readonly beginsWithinMs?: number
}

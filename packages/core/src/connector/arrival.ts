import type { PlatformEvent, PlatformNotice } from './platform-events'
import type { PlatformSession } from './platform-session'

/**
 * How a platform's events reach us, as data on the connector. The driver owns the loop in all of them:
 * opening, leases, reconnecting, cursors, token renewal. A connector only translates.
 */
export type Arrival = StreamArrival | AccountStreamArrival | WebhookArrival | ReplyArrival

/** One step of a stream: it is open, or it brought events and a place to resume from. */
export type StreamStep =
  | { readonly step: 'opened' }
  | { readonly step: 'events'; readonly events: ReadonlyArray<PlatformEvent>; readonly cursor?: string }

/** What a driver gives when it opens a stream. */
export interface StreamOptions {
  /** The newest cursor that the driver has kept; absent at the first opening. */
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
  /** Longest silence of a healthy stream, in milliseconds; after it the driver opens the stream anew. */
  readonly silenceMs: number
  /**
   * For a stream whose reading takes messages away at the platform: how long a step may take that is under way
   * when an instance stops, in milliseconds. It is waited for, and none is asked for after it. Default: nobody
   * waits, because whoever goes on with the conversation can read everything again.
   */
  readonly lastStepWithinMs?: number
  /**
   * Opens the stream. The next step is asked for only after the last one is kept, so a connector must not
   * read on ahead where reading destroys (a draining poll). A step without events is a sign of life.
   * Ends, or throws a `ConversationError`, when the platform ends the stream.
   */
  readonly open: (session: PlatformSession, options: StreamOptions) => AsyncIterable<StreamStep>
}

/** Events of one conversation inside a stream or delivery that carries many. */
export interface KeyedEvents {
  /** Equal to `keyOf` of the conversation's session. */
  readonly key: string
  readonly events: ReadonlyArray<PlatformEvent>
}

/**
 * One step of an account’s stream: it is open, or it brought events of its conversations and a place to resume
 * from.
 */
export type AccountStreamStep =
  | { readonly step: 'opened' }
  | {
      readonly step: 'events'
      readonly entries: ReadonlyArray<KeyedEvents>
      readonly cursor?: string
      /** What an operator should know of that cannot be filed under any conversation. Default: nothing. */
      readonly notices?: ReadonlyArray<PlatformNotice>
    }

/** One stream for a whole account: CometD platform events. */
export interface AccountStreamArrival {
  readonly kind: 'account-stream'
  /** Longest silence of a healthy stream, in milliseconds; after it the driver opens the stream anew. */
  readonly silenceMs: number
  /** What the events of this session's conversation are filed under; absent until the platform has told. */
  readonly keyOf: (session: PlatformSession) => string | undefined
  /**
   * Whether an event filed under its key is meant for this session: the customer's earlier conversation may
   * have had the same key, and be told of late. Default: it is.
   */
  readonly concerns?: (session: PlatformSession, event: PlatformEvent) => boolean
  /** Opens the stream, on one instance at a time. As `open` of a `StreamArrival`, for all sessions together. */
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

/** The platform calls us. `receive` verifies first; throws `unauthorized` for what is not the platform's. */
export interface WebhookArrival {
  readonly kind: 'webhook'
  /** What the deliveries about this session's conversation are filed under; absent until the platform has told. */
  readonly keyOf: (session: PlatformSession) => string | undefined
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

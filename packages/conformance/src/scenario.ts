import type {
  BareConversation,
  BareStartRequest,
  Connector,
  ConversationEvent,
  PlatformSession,
} from '@conversation-hub/core'
import type { PlatformDouble } from './subject'

/** Why a scenario is not asked of a connector; `undefined`: it is asked. */
export type SkipRule = (subject: {
  readonly connector: Connector
  readonly double: PlatformDouble
}) => string | undefined

/** One thing that every connector has to do right. */
export interface Scenario {
  readonly name: string
  readonly skip?: SkipRule
  readonly run: (bench: Bench) => Promise<void>
}

/** What a scenario works with: a fresh connector on a fresh double. */
export interface Bench {
  readonly connector: Connector
  readonly double: PlatformDouble
  /** Those in use at this moment. */
  readonly secrets: ReadonlyArray<string>
  /** Another connector of the same settings, as another process would have it. */
  connect(): Connector
  /** Starts a conversation with core's bare driver and listens to it. Default: with a connector of its own. */
  begin(request?: Partial<BareStartRequest>, connector?: Connector): Promise<Talk>
  /** Goes on with a conversation, with another connector, and listens to it. */
  resume(kept: {
    readonly conversationId: string
    readonly session: PlatformSession
    readonly cursor?: string
  }): Promise<Talk>
}

/** A conversation and everything that was heard of it. */
export interface Talk {
  readonly conversation: BareConversation
  readonly heard: ReadonlyArray<ConversationEvent>
  readonly notices: ReadonlyArray<string>
}

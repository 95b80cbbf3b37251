import type { ConversationEvent, NewEvent, WebhookRequest } from '@conversation-hub/core'
import type { DeadLetter, Hub, KeptFile } from '@conversation-hub/hub'

/** A hub in memory, with what tests want to do to it and to know of it. */
export interface MemoryHub extends Hub {
  /** What the platform says. */
  happen(conversationId: string, event: NewEvent): void
  /** What only those see who listen now. */
  pass(conversationId: string, event: ConversationEvent): void
  readonly webhooks: WebhookRequest[]
  readonly calls: { readonly name: string; readonly input: ReadonlyArray<unknown> }[]
  readonly files: Map<string, KeptFile>
  readonly deadLetters: DeadLetter[]
  listeners(conversationId: string): number
  /** The next call fails with this. */
  failNext(thrown: unknown): void
  sessionLifeMs: number
}

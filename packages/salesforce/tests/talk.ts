import {
  type BareConversation,
  type BareStartRequest,
  type Connector,
  type ConversationEvent,
  startConversation,
} from '@conversation-hub/core'
import { onTestFinished, vi } from 'vitest'

/** A conversation and everything that was heard of it so far. */
export interface Talk {
  readonly conversation: BareConversation
  readonly heard: ConversationEvent[]
  readonly notices: string[]
  /** Salesforce's id of the conversation. */
  readonly id: string
}

/** Starts a conversation with core's bare driver; it is closed after the test. */
export async function talk(connector: Connector, request: Partial<BareStartRequest> = {}): Promise<Talk> {
  const notices: string[] = []
  const conversation = await startConversation(
    connector,
    { customerDestination: 'customer-1', ...request },
    { onNotice: (text) => notices.push(text) },
  )
  onTestFinished(() => conversation.close())
  const heard: ConversationEvent[] = []
  void (async () => {
    for await (const event of conversation.events()) heard.push(event)
  })()
  return { conversation, heard, notices, id: String(conversation.session.conversationId) }
}

/** Asks again until the check passes, at most 30 seconds, because a machine may be busy. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 30_000, interval: 10 })
}

export function heardOf<Type extends ConversationEvent['type']>(
  { heard }: Talk,
  type: Type,
): Extract<ConversationEvent, { type: Type }>[] {
  return heard.filter((event): event is Extract<ConversationEvent, { type: Type }> => event.type === type)
}

/** What the platform's side said, in order. */
export function words(talk: Talk): string[] {
  return heardOf(talk, 'message')
    .filter(({ author }) => author.role !== 'customer')
    .flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])))
}

export function endReason(talk: Talk): string[] {
  return heardOf(talk, 'state').flatMap(({ reason }) => reason ?? [])
}

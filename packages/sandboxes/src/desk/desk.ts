import { z } from 'zod'

/** What a person at the agent desk does in one conversation. */
export const agentActionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('join'), name: z.string().min(1).optional() }),
  z.strictObject({ action: z.literal('say'), text: z.string().min(1) }),
  z.strictObject({ action: z.literal('typing'), typing: z.boolean().default(true) }),
  /** Choices, of which the customer may pick one. */
  z.strictObject({
    action: z.literal('offer'),
    text: z.string().min(1),
    titles: z.array(z.string().min(1)).min(1),
  }),
  /** A file, `receipt.txt`. */
  z.strictObject({ action: z.literal('attach') }),
  /** A message of a kind that nobody has heard of, without words. */
  z.strictObject({ action: z.literal('send-unknown') }),
  /** The agent goes, the conversation goes on. */
  z.strictObject({ action: z.literal('leave') }),
  z.strictObject({ action: z.literal('end') }),
])

/** What a person at the agent desk does in one conversation. */
export type AgentAction = z.output<typeof agentActionSchema>
/** The same as it is written: what has a default may be left out. */
export type WrittenAgentAction = z.input<typeof agentActionSchema>

/** A conversation as the agent desk lists it. */
export interface DeskConversation {
  readonly conversationId: string
  /** What the platform knows the customer by. */
  readonly customer: string
  readonly state: 'with-bot' | 'waiting' | 'with-agent' | 'ended'
  readonly agent?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly updatedAt: string
  readonly customerTyping: boolean
}

/** One line of what a person at the desk sees. */
export interface DeskLine {
  readonly lineId: string
  readonly at: string
  /** `notice` is what happened rather than what was said: someone joined, the session ended. */
  readonly kind: 'message' | 'notice'
  readonly author: { readonly role: 'customer' | 'bot' | 'agent' | 'system'; readonly name?: string }
  readonly text: string
}

/** A conversation with everything that a person at the desk sees of it. */
export interface DeskTranscript extends DeskConversation {
  readonly transcript: readonly DeskLine[]
}

/** What a sandbox offers its agent desk. */
export interface Desk {
  /** The platform's name, shown as the page's title. */
  readonly title: string
  /** A CSS colour, dark enough to carry white text. */
  readonly colour: string
  conversations(): DeskConversation[]
  conversation(conversationId: string): DeskTranscript | undefined
  /** Throws {@link DeskRefusal} when the action does not fit the conversation. */
  agent(conversationId: string, action: AgentAction): void
  /** Calls back with a conversation's id on every change, until the returned function is called. */
  watch(listener: (conversationId: string) => void): () => void
}

export class DeskRefusal extends Error {
  override readonly name = 'DeskRefusal'
}

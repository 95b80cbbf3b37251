import type { EndReason, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { sourceParts, sourcesSchema } from '../entries/sources'

const text = z.string().nullish().catch(undefined)

const agentMessageSchema = z.object({
  type: z.string(),
  id: text,
  message: text,
  reason: text,
  citedReferences: sourcesSchema,
})
export type AgentMessage = z.output<typeof agentMessageSchema>

/** The messages of an answer; what is no message passes by. */
export const agentMessagesSchema = z
  .array(agentMessageSchema.optional().catch(undefined))
  .nullish()
  .transform((messages) => (messages ?? []).filter((message) => message !== undefined))

/** The frame around what is streamed. Salesforce, Agent API examples: one message, or the whole text as an answer at once has it. */
export const frameSchema = z.union([
  z.object({ message: agentMessageSchema }).transform(({ message }) => [message]),
  z.object({ messages: agentMessagesSchema }).transform(({ messages }) => messages),
])

const author = { role: 'bot' } as const

const nobodyTypes: PlatformEvent = { type: 'typing', author, typing: false }

export interface ReplyTranslator {
  translate(message: AgentMessage): PlatformEvent[]
  /**
   * Whether the turn may be over: the agent has said so, or has said something completely and left nothing half-said.
   */
  readonly isWhole: boolean
  /** To be called when nothing more comes. Returns what had been begun. */
  breakOff(): PlatformEvent[]
}

/**
 * Translates one reply of the agent, which is one turn. `turnId` names it, and its messages are counted: their
 * own ids tell nothing apart, because nothing is ever replayed. The whole text has the id of the pieces that it
 * replaces.
 */
export function createReplyTranslator(turnId: string): ReplyTranslator {
  let count = 0
  /** The text that is being written, and under which id it is shown. */
  let writing: { readonly shownAs: string; chunkId: string; text: string } | undefined
  let isOver = false

  const nextId = () => {
    count += 1
    return `${turnId}/${count}`
  }

  function chunk(message: AgentMessage): PlatformEvent[] {
    const chunkId = message.id ?? turnId
    writing ??= { shownAs: nextId(), chunkId, text: '' }
    // Another id begins the text anew, after a first attempt was withdrawn.
    if (writing.chunkId !== chunkId) writing = { ...writing, chunkId, text: '' }
    writing.text += message.message ?? ''
    return [{ type: 'partial', id: writing.shownAs, author, text: writing.text }]
  }

  /** If the whole text does not come, its pieces are all there is, and nobody has withdrawn them. */
  function whole(message?: AgentMessage): PlatformEvent[] {
    const id = writing?.shownAs ?? nextId()
    const text = message?.message || writing?.text
    const sources = sourceParts(message?.citedReferences ?? [])
    writing = undefined
    return text ? [{ type: 'message', id, author, parts: [{ type: 'text', text }, ...sources] }] : []
  }

  /** What was begun, at a moment after which nothing more comes of it. */
  const begun = () => (writing ? whole() : [])

  return {
    get isWhole() {
      return isOver || (count > 0 && writing === undefined)
    },
    breakOff: () => [nobodyTypes],
    translate(message) {
      switch (message.type) {
        case 'Inform':
        case 'Inquire':
        case 'Confirm':
          return whole(message)
        case 'TextChunk':
          return chunk(message)
        case 'ValidationFailureChunk':
          // Salesforce, Agent API: what was shown so far is withdrawn.
          if (writing === undefined) return []
          writing.text = ''
          return [{ type: 'partial', id: writing.shownAs, author, text: '' }]
        case 'ProgressIndicator':
          return [{ type: 'typing', author, typing: true }]
        case 'EndOfTurn':
          isOver = true
          return [...begun(), nobodyTypes, { type: 'input', expected: true }]
        case 'Escalate':
          return [{ type: 'escalated', id: nextId() }]
        case 'SessionEnded':
          isOver = true
          return [...begun(), { type: 'ended', id: 'ended', reason: endReason(message.reason) }]
        case 'Failure':
        case 'Error':
          isOver = true
          return [...begun(), nobodyTypes, agentFailed]
        default:
          return []
      }
    },
  }
}

function endReason(reason: string | null | undefined): EndReason {
  switch (reason) {
    case 'ClientRequest':
    case 'UserRequest':
      return 'customer-ended'
    case 'Expiration':
      return 'platform-expired'
    case 'Error':
      return 'platform-error'
    default:
      return 'bot-ended'
  }
}

const agentFailed: PlatformEvent = {
  type: 'notice',
  code: 'agent-failed',
  text: 'The Agentforce agent reports that it failed to answer; see its session trace in Salesforce.',
}

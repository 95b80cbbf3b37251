import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { lineOf, textOf } from '../checker/line'
import type { PlatformKind } from './kinds'
import type { PlatformConversation, Spoken } from './platform-conversation'
import type { PlatformLog } from './platform-log'
import type { PlatformRequest } from './requests'

/** What the platform knows and does. */
export interface PlatformRecords {
  readonly conversations: ReadonlyMap<string, PlatformConversation>
  /** Does what was asked. Returns what the client is told. */
  perform(request: PlatformRequest): Readonly<Record<string, unknown>>
  /** The platform says its next line by itself. */
  speak(conversation: PlatformConversation): void
}

/** The only access token of the conversation that is good now. */
export const tokenOf = ({ id, tokens }: PlatformConversation) => `${id} ${tokens}`

/** `show`: something was said, and is to be seen in the conversation's open streams. */
export function createRecords(
  kind: PlatformKind,
  log: PlatformLog,
  show: (conversation: PlatformConversation, spoken: Spoken) => void,
): PlatformRecords {
  const conversations = new Map<string, PlatformConversation>()
  const byReference = new Map<string, PlatformConversation>()

  function create(reference: string, label: string): PlatformConversation {
    const known = byReference.get(reference)
    if (known && kind === 'recognises ids') return known
    const conversation: PlatformConversation = {
      // Where the client chooses the id, it knows it before the platform answers.
      id: kind === 'recognises ids' ? reference : randomUUID(),
      reference,
      label,
      spoken: [],
      taken: new Set(),
      streams: new Set<ServerResponse>(),
      lines: 0,
      tokens: 0,
    }
    conversations.set(conversation.id, conversation)
    byReference.set(reference, conversation)
    log.creations.push({ key: label, platformConversation: conversation.id })
    return conversation
  }

  function add(conversation: PlatformConversation, said: Omit<Spoken, 'id'>): void {
    const spoken = { ...said, id: conversation.spoken.length + 1 }
    conversation.spoken.push(spoken)
    show(conversation, spoken)
  }

  function speak(conversation: PlatformConversation): void {
    conversation.lines += 1
    const line = { conversation: conversation.label, n: conversation.lines }
    // Of conversations without a label nobody reads what is said.
    if (conversation.label !== '') log.said.push(line)
    add(conversation, { author: 'bot', text: textOf(line) })
  }

  function hear(conversation: PlatformConversation, commandId: string, text: string): void {
    if (conversation.taken.has(commandId) && kind === 'recognises ids') return
    conversation.taken.add(commandId)
    const line = lineOf(text)
    if (line) log.heard.push({ shownIn: conversation.label, line })
    add(conversation, { author: 'customer', text, commandId })
    speak(conversation)
  }

  return {
    conversations,
    speak,
    perform(request) {
      if (request.kind === 'create') {
        const created = create(request.reference, request.label)
        return { id: created.id, token: tokenOf(created) }
      }
      if (request.kind === 'find') {
        const found = byReference.get(request.reference)
        return found ? { id: found.id, token: tokenOf(found) } : {}
      }
      const conversation = conversations.get(request.id)
      if (!conversation) return {}
      switch (request.kind) {
        case 'say':
          hear(conversation, request.commandId, request.text)
          return {}
        case 'read':
          return { commandIds: [...conversation.taken] }
        case 'list':
          return { spoken: conversation.spoken.filter(({ id }) => id > request.after) }
        case 'renew':
          return { token: tokenOf(conversation) }
        case 'end':
          log.ended.push(conversation.id)
          return {}
        case 'stream':
          return {}
      }
    },
  }
}

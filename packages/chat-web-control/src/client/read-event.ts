import { readParts } from './read-parts'
import { countOf, type Fields, fieldsOf, textOf, wordsOf } from './reading'
import type { Author, AuthorRole, ConversationEvent, ReceiptStatus } from './wire'

const roles: readonly AuthorRole[] = ['customer', 'bot', 'agent', 'system']
const receiptStatuses: readonly ReceiptStatus[] = ['sent', 'delivered', 'read', 'failed']

/**
 * One server-sent event as the chat understands it, or nothing where its type is of a later hub or a field it
 * cannot do without is missing.
 */
export function readEvent(
  type: string,
  value: unknown,
  seq: number | undefined,
): ConversationEvent | undefined {
  const fields = fieldsOf(value)
  const placed = { at: wordsOf(fields.at) ?? new Date().toISOString(), seq }
  switch (type) {
    case 'message': {
      const messageId = wordsOf(fields.messageId)
      if (messageId === undefined) return undefined
      return { type, ...placed, messageId, author: readAuthor(fields.author), parts: readParts(fields.parts) }
    }
    case 'typing':
      return { type, ...placed, author: readAuthor(fields.author), typing: fields.typing === true }
    case 'partial': {
      const messageId = wordsOf(fields.messageId)
      const text = textOf(fields.text)
      if (messageId === undefined || text === undefined) return undefined
      return { type, ...placed, messageId, author: readAuthor(fields.author), text }
    }
    case 'receipt': {
      const messageId = wordsOf(fields.messageId)
      const status = receiptStatuses.find((known) => known === fields.status)
      if (messageId === undefined || status === undefined) return undefined
      return { type, ...placed, messageId, status, code: wordsOf(fields.code) }
    }
    case 'participant': {
      const change = readChange(fields)
      return change && { type, ...placed, change, author: readAuthor(fields.author) }
    }
    case 'queue':
      return {
        type,
        ...placed,
        position: countOf(fields.position),
        waitSeconds: countOf(fields.waitSeconds),
      }
    case 'state': {
      const state = wordsOf(fields.state)
      if (state === undefined) return undefined
      const { reason, managedBy } = fields
      return { type, ...placed, state, reason: wordsOf(reason), managedBy: wordsOf(managedBy) }
    }
    case 'input': {
      const { expected } = fields
      return typeof expected === 'boolean' ? { type, ...placed, expected } : undefined
    }
    default:
      return undefined
  }
}

/** Somebody of a role we do not know yet is shown as a person: named, and on the other side. */
function readAuthor(value: unknown): Author {
  const author = fieldsOf(value)
  return { role: roles.find((role) => role === author.role) ?? 'agent', name: wordsOf(author.name) }
}

function readChange(fields: Fields): 'joined' | 'left' | undefined {
  return fields.change === 'joined' || fields.change === 'left' ? fields.change : undefined
}

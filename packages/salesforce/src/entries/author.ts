import type { Author } from '@conversation-hub/core'
import type { Entry } from './entry'

/** Roles in which somebody speaks to the customer. Agentforce Service Agents speak as `Chatbot`. */
export function authorOf(role: string | null | undefined, name: string | null | undefined): Author {
  switch (role) {
    case 'EndUser':
      return { role: 'customer' }
    case 'Chatbot':
      return named('bot', name)
    case 'Agent':
    case 'Supervisor':
      return named('agent', name)
    default:
      // The platform itself: its display name ("Automated Process") is nobody's.
      return { role: 'system' }
  }
}

export function senderOf({ sender, senderDisplayName }: Entry): Author {
  return authorOf(sender?.role, senderDisplayName)
}

export function isCustomer({ sender }: Entry): boolean {
  return sender?.role === 'EndUser'
}

function named(role: 'bot' | 'agent', name: string | null | undefined): Author {
  return name ? { role, name } : { role }
}

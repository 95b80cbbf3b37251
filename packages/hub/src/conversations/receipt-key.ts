import { findableId } from './platform-event-key'

/** The key by which it is known that a receipt for a message has been told already. */
export function receiptKey(messageId: string, status: string): string {
  return `receipt ${findableId(messageId)} ${status}`
}

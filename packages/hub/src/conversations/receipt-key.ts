import { findableId } from './platform-event-key'

/** By which it is known that a message's receipt was told. */
export function receiptKey(messageId: string, status: string): string {
  return `receipt ${findableId(messageId)} ${status}`
}

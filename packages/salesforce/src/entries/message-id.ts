/**
 * Salesforce tells a message's own id from that of the entry that holds it, and nowhere says that the two are
 * equal: receipts name the entry, answers name the message. Where they differ, our `messageId` holds both.
 */
const SEPARATOR = ' '

export function messageIdFor(entryId: string, ownId: string | null | undefined): string {
  return ownId && ownId !== entryId ? `${entryId}${SEPARATOR}${ownId}` : entryId
}

/** What receipts name. */
export function entryIdIn(messageId: string): string {
  return messageId.split(SEPARATOR, 1)[0] ?? messageId
}

/** What an answer to a choice or a form names. */
export function ownIdIn(messageId: string): string {
  return messageId.slice(messageId.indexOf(SEPARATOR) + 1)
}

/** What has to be true of a destination, in the database, before a conversation may be there. */
export interface DestinationTerms {
  /** The web chat session that has to be live, and of the same resource. */
  readonly sessionId?: string
  /** The sending number of which the customer must not have opted out. */
  readonly senderAddress?: string
}

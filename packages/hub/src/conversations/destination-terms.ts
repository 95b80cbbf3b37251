/** What the database has to say of a destination before a conversation may be there. */
export interface DestinationTerms {
  /** A web chat session that has to be live and of the same resource. */
  readonly sessionId?: string
  /** The number of ours that the customer must not have told to be silent. */
  readonly senderAddress?: string
}

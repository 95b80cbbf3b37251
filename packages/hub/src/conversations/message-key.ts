/** The key by which it is known that a message of the customer's, or of the app's, is kept already. */
export const messageKey = (messageId: string) => `message ${messageId}`

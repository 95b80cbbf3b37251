import type { CustomerMessage } from './customer-message'
import type { Entry } from './state/entry'

/** Whether every option that a customer picks was offered in the conversation, whichever kind of message did so. */
export function wasOffered(message: CustomerMessage, entries: ReadonlyArray<Entry>): boolean {
  if (message.messageType !== 'ChoicesResponseMessage') return true
  const offers = entries.filter(({ sender }) => sender.role !== 'EndUser').map(({ payload }) => payload)
  return message.choicesResponse.selectedOptions.every(({ optionIdentifier }) =>
    offers.some((payload) => holdsOption(payload, optionIdentifier)),
  )
}

function holdsOption(value: unknown, optionIdentifier: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('optionIdentifier' in value && value.optionIdentifier === optionIdentifier) return true
  return Object.values(value).some((inner) => holdsOption(inner, optionIdentifier))
}

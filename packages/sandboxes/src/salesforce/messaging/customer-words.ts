import type { CustomerMessage } from './customer-message'
import { MENU } from './script/messages'

/** What the customer means, whatever kind of message said it. */
export function customerWords(message: CustomerMessage): string {
  switch (message.messageType) {
    case 'StaticContentMessage':
      return message.staticContent.text
    case 'ChoicesResponseMessage':
      return message.choicesResponse.selectedOptions
        .map(({ optionIdentifier }) => titleOf(optionIdentifier))
        .join(', ')
    case 'FormResponseMessage':
      return `a form with ${message.formResponse.inputValues.length} answers`
  }
}

function titleOf(optionIdentifier: string): string {
  return MENU.find((option) => option.optionIdentifier === optionIdentifier)?.title ?? optionIdentifier
}

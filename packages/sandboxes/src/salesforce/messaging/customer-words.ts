import { z } from 'zod'
import type { CustomerMessage } from './customer-message'
import { MENU } from './script/messages'
import type { Entry } from './state/entry'

/** What the customer means, whatever kind of message said it. `entries` are those of the conversation. */
export function customerWords(message: CustomerMessage, entries: ReadonlyArray<Entry>): string {
  switch (message.messageType) {
    case 'StaticContentMessage':
      return message.staticContent.text
    case 'ChoicesResponseMessage':
      return message.choicesResponse.selectedOptions
        .map(({ optionIdentifier }) => titleOf(optionIdentifier, entries))
        .join(', ')
    case 'FormResponseMessage':
      return `a form with ${message.formResponse.inputValues.length} answers`
  }
}

const offerSchema = z.object({
  abstractMessage: z.object({
    choices: z.object({
      optionItems: z.array(
        z.object({ optionIdentifier: z.string(), titleItem: z.object({ title: z.string() }) }),
      ),
    }),
  }),
})

/** The title of an option as it was offered last. */
function titleOf(optionIdentifier: string, entries: ReadonlyArray<Entry>): string {
  const offered = entries.flatMap(({ payload }) => {
    const { data } = offerSchema.safeParse(payload)
    return data?.abstractMessage.choices.optionItems ?? []
  })
  const picked = offered.findLast((item) => item.optionIdentifier === optionIdentifier)
  const usual = MENU.find((option) => option.optionIdentifier === optionIdentifier)
  return picked?.titleItem.title ?? usual?.title ?? optionIdentifier
}

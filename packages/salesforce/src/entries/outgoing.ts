import type { OutgoingAttachment, OutgoingMessage } from '@conversation-hub/core'
import { fieldKinds } from './form'
import { ownIdIn } from './message-id'

/** What is said in words or by a pick; files travel otherwise. */
export type SpokenMessage = Exclude<OutgoingMessage, OutgoingAttachment>

/** The content of a customer's message as Salesforce takes it, without the ids. */
export function contentOf(message: SpokenMessage) {
  switch (message.type) {
    case 'text':
      return {
        messageType: 'StaticContentMessage',
        staticContent: { formatType: 'Text', text: message.text },
      }
    case 'choice':
      return {
        messageType: 'ChoicesResponseMessage',
        inReplyToMessageId: ownIdIn(message.inReplyTo),
        choicesResponse: {
          formatType: 'Selections',
          selectedOptions: [{ optionIdentifier: message.choiceId }],
        },
      }
    case 'form':
      return {
        messageType: 'FormResponseMessage',
        inReplyToMessageId: ownIdIn(message.inReplyTo),
        formResponse: {
          formatType: 'Inputs',
          inputValues: Object.entries(message.values).map(([name, value]) =>
            inputValue(name, [value].flat()),
          ),
        },
      }
  }
}

/** The kind of an answer is in its field's name; see `form.ts`. */
function inputValue(name: string, values: ReadonlyArray<string>) {
  const kind = fieldKinds.find((candidate) => name.endsWith(`:${candidate}`))
  const inputId = kind === undefined ? name : name.slice(0, -kind.length - 1)
  const [value = ''] = values
  switch (kind) {
    case 'select':
      return {
        inputValueType: 'SelectedOptionsInputValue',
        inputId,
        selectedOptions: values.map((optionIdentifier) => ({ optionIdentifier })),
      }
    case 'date':
      return single(inputId, { valueType: 'DateValue', dateValue: value })
    case 'date-time':
      return single(inputId, { valueType: 'DateTimeValue', dateTimeValue: withSeconds(value) })
    case undefined:
      return single(inputId, { valueType: 'TextValue', textValue: value })
  }
}

/**
 * Salesforce, Interaction Service: a moment is written as RFC 3339 has it, with seconds and an offset. Which moment a time
 * without an offset is, nobody here knows: it is passed on as it was written.
 */
function withSeconds(moment: string): string {
  return moment.replace(/(T\d\d:\d\d)(?=Z$|[+-]\d\d:\d\d$)/, '$1:00')
}

function single(inputId: string, value: Readonly<Record<string, string>>) {
  return { inputValueType: 'SingleInputValue', inputId, value }
}

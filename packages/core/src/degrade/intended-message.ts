import type { OutgoingMessage } from '../connector/commands'
import type { CustomerMessage } from '../contract/customer-message'
import type { FormPart, MessagePart } from '../contract/parts'
import { MAX_TEXT_CHARACTERS } from '../contract/text'
import { ConversationError } from '../errors/conversation-error'

/** A message that may have offered a choice or a form. */
export interface Offer {
  readonly messageId: string
  readonly parts: ReadonlyArray<MessagePart>
}

/** What the customer says, together with what it answers. */
export interface IntendedMessage {
  readonly message: OutgoingMessage
  readonly form?: FormPart
  /** How the message is shown to the customer and in the transcript. */
  readonly shownAs: string
}

/**
 * Finds out what a customer's message answers, given the messages that may have offered it, newest first.
 *
 * Throws `choice-unknown` when none of them offered the choice, `invalid-request` when none offered the form or the form
 * has no answers, `message-too-large` when the text is longer than `MAX_TEXT_CHARACTERS`.
 */
export function intendedMessage(message: CustomerMessage, offers: Iterable<Offer>): IntendedMessage {
  if ('text' in message) return intendedText(message.text)
  if ('choiceId' in message) return intendedChoice(message.choiceId, offers)
  return intendedForm(message.form, offers)
}

function intendedText(text: string): IntendedMessage {
  if (text.length <= MAX_TEXT_CHARACTERS) return { message: { type: 'text', text }, shownAs: text }
  throw new ConversationError(
    'message-too-large',
    `The text has ${text.length} characters; a message may have ${MAX_TEXT_CHARACTERS}.`,
  )
}

function intendedChoice(choiceId: string, offers: Iterable<Offer>): IntendedMessage {
  for (const { messageId, parts } of offers) {
    for (const part of parts) {
      const choices = part.type === 'choices' || part.type === 'card' ? (part.choices ?? []) : []
      const choice = choices.find((candidate) => candidate.choiceId === choiceId)
      if (!choice) continue
      const { title } = choice
      return { message: { type: 'choice', choiceId, title, inReplyTo: messageId }, shownAs: title }
    }
  }
  throw new ConversationError('choice-unknown', 'No message of this conversation offered that choiceId.')
}

function intendedForm(
  { formId, values }: { formId: string; values: Record<string, string | string[]> },
  offers: Iterable<Offer>,
): IntendedMessage {
  // As with an empty text, there would be nothing to show, and platforms refuse it.
  if (Object.keys(values).length === 0) {
    throw new ConversationError('invalid-request', 'A form needs at least one answer.', {
      problems: [{ at: 'form.values', problem: 'must have at least one answer' }],
    })
  }
  for (const { messageId, parts } of offers) {
    const form = parts.find((part): part is FormPart => part.type === 'form' && part.formId === formId)
    if (!form) continue
    return {
      message: { type: 'form', formId, inReplyTo: messageId, values },
      form,
      shownAs: answersAsText(values, form),
    }
  }
  throw new ConversationError('invalid-request', 'No message of this conversation offered that formId.', {
    problems: [{ at: 'form.formId', problem: 'was not offered in this conversation' }],
  })
}

/** A form's answers, one line each, in the words of the form where that is known. */
export function answersAsText(
  values: Readonly<Record<string, string | ReadonlyArray<string>>>,
  form: FormPart | undefined,
): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const field = form?.fields.find((candidate) => candidate.name === name)
      const titles = [value].flat().map((one) => field?.options?.find((o) => o.value === one)?.title ?? one)
      return `${field?.label ?? name}: ${titles.join(', ')}`
    })
    .join('\n')
}

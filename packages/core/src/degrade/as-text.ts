import type { Choice, FormPart, MessagePart } from '../contract/parts'
import { choicesOf } from './choice-from-text'

/**
 * One part as plain text, for a channel or platform that takes only text. Its choices are numbered from `firstNumber`
 * on (default 1).
 */
export function partAsText(part: MessagePart, firstNumber = 1): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'choices':
      return lines(part.text, ...numbered(part.choices, firstNumber))
    case 'form':
      return formAsText(part)
    case 'attachment':
      return isWebAddress(part.url) ? `${part.name}: ${part.url}` : part.name
    case 'card':
      return lines(part.title, part.text, part.url, ...numbered(part.choices ?? [], firstNumber))
  }
}

/**
 * A whole message as plain text, one paragraph for each part. Choices are numbered across all its parts, so that
 * `choiceFromText`, with `choicesOf` the same message, finds the one that a number means.
 */
export function partsAsText(parts: ReadonlyArray<MessagePart>): string {
  return parts
    .map((part, index) => partAsText(part, choicesOf(parts.slice(0, index)).length + 1))
    .filter(Boolean)
    .join('\n\n')
}

/**
 * No other address can be opened from a text: neither a path of the hub's, which asks for a token, nor a platform's own
 * scheme.
 */
const isWebAddress = (url: string) => /^https?:\/\//i.test(url)

function numbered(choices: ReadonlyArray<Choice>, firstNumber: number): string[] {
  return choices.map(({ title }, index) => `${firstNumber + index}. ${title}`)
}

function formAsText({ title, text, fields }: FormPart): string {
  const questions = fields.map(({ label, options }) =>
    options?.length ? `${label} (${options.map((option) => option.title).join(' / ')})` : label,
  )
  return lines(title, text, ...questions)
}

function lines(...texts: ReadonlyArray<string | undefined>): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n')
}

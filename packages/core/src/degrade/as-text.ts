import type { Choice, FormPart, MessagePart } from '../contract/parts'

/** One part as plain text, for a channel or platform that knows text only. */
export function partAsText(part: MessagePart): string {
  switch (part.type) {
    case 'text':
      return part.text
    case 'choices':
      return lines(part.text, ...numbered(part.choices))
    case 'form':
      return formAsText(part)
    case 'attachment':
      return `${part.name}: ${part.url}`
    case 'card':
      return lines(part.title, part.text, part.url, ...numbered(part.choices ?? []))
  }
}

/** A whole message as plain text, one part a paragraph. */
export function partsAsText(parts: ReadonlyArray<MessagePart>): string {
  return parts.map(partAsText).filter(Boolean).join('\n\n')
}

function numbered(choices: ReadonlyArray<Choice>): string[] {
  return choices.map(({ title }, index) => `${index + 1}. ${title}`)
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

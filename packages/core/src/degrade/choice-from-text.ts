import type { Choice, MessagePart } from '../contract/parts'

/** Every choice that a message offers, in the order in which `partsAsText` numbers them. */
export function choicesOf(parts: ReadonlyArray<MessagePart>): Choice[] {
  return parts.flatMap((part) =>
    part.type === 'choices' ? part.choices : part.type === 'card' ? (part.choices ?? []) : [],
  )
}

/** The choice that a typed answer means: its number (`2`, `2.`, `(2)`) or its title, in any case. */
export function choiceFromText(text: string, choices: ReadonlyArray<Choice>): Choice | undefined {
  const answer = text.trim()
  const number = /^\(?(\d{1,2})[.)]?$/.exec(answer)?.[1]
  if (number !== undefined) return choices[Number(number) - 1]
  return choices.find(({ title }) => title.toLowerCase() === answer.toLowerCase())
}

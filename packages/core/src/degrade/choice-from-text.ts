import type { Choice, MessagePart } from '../contract/parts'

/** All choices that a message offers, in the order in which `partsAsText` numbers them. */
export function choicesOf(parts: ReadonlyArray<MessagePart>): Choice[] {
  return parts.flatMap((part) =>
    part.type === 'choices' ? part.choices : part.type === 'card' ? (part.choices ?? []) : [],
  )
}

/**
 * The choice that a typed answer means: by its title, in upper or lower case, or else by its number (`2`, `2.`, `(2)`).
 * Titles come first, because they may be numbers themselves ("How many people? 2, 4, 6").
 */
export function choiceFromText(text: string, choices: ReadonlyArray<Choice>): Choice | undefined {
  const answer = text.trim()
  const titled = choices.find(({ title }) => title.trim().toLowerCase() === answer.toLowerCase())
  const number = /^\(?(\d{1,3})[.)]?$/.exec(answer)?.[1]
  return titled ?? (number === undefined ? undefined : choices[Number(number) - 1])
}

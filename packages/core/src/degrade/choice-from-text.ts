import type { Choice, MessagePart } from '../contract/parts'

/** Every choice that a message offers, in the order in which `partsAsText` numbers them. */
export function choicesOf(parts: ReadonlyArray<MessagePart>): Choice[] {
  return parts.flatMap((part) =>
    part.type === 'choices' ? part.choices : part.type === 'card' ? (part.choices ?? []) : [],
  )
}

/**
 * The choice that a typed answer means: its title, in any case, or else its number (`2`, `2.`, `(2)`). The
 * title comes first, because titles can be numbers ("How many people? 2, 4, 6").
 */
export function choiceFromText(text: string, choices: ReadonlyArray<Choice>): Choice | undefined {
  const answer = text.trim()
  const titled = choices.find(({ title }) => title.trim().toLowerCase() === answer.toLowerCase())
  const number = /^\(?(\d{1,3})[.)]?$/.exec(answer)?.[1]
  return titled ?? (number === undefined ? undefined : choices[Number(number) - 1])
}

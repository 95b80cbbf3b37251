import type { Choice, MessagePart } from '../contract/parts'

/** All choices that a message offers, in the order in which `partsAsText` numbers them. */
export function choicesOf(parts: ReadonlyArray<MessagePart>): Choice[] {
  return parts.flatMap((part) =>
    part.type === 'choices' ? part.choices : part.type === 'card' ? (part.choices ?? []) : [],
  )
}

/**
 * The choice that a typed answer means: by its title, in upper or lower case, or else by its number (`2`, `2.`, `(2)`, and as
 * a phone may write it: `２`, `2️⃣`). Titles come first, because they may be numbers themselves ("How many people? 2, 4, 6").
 */
export function choiceFromText(text: string, choices: ReadonlyArray<Choice>): Choice | undefined {
  const answer = plain(text)
  const titled = choices.find(({ title }) => plain(title) === answer)
  const number = /^\(?(\d{1,3})[.)]?$/.exec(answer)?.[1]
  return titled ?? (number === undefined ? undefined : choices[Number(number) - 1])
}

/** In whatever width and case, and without what only says how it is drawn. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Me}\p{Variation_Selector}]+/gu, '')
    .trim()
    .toLowerCase()
}

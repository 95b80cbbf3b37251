import { createHash } from 'node:crypto'

/** The longest `choiceId` that a customer's message may name, in characters. */
const MAX_CHARACTERS = 255

/** A choice's id names field and value, so that its answer can be given as such by whoever has only the id. */
export function choiceIdOf(field: string, value: string): string {
  const choiceId = new URLSearchParams([[field, value]]).toString()
  return choiceId.length <= MAX_CHARACTERS ? choiceId : wordsIdOf(choiceId)
}

/**
 * The id of a choice that is answered by words alone. Equal words have equal ids and others have others, in whichever
 * message or card they are offered, because the hub takes an id for the newest choice that has it.
 */
export function wordsIdOf(words: string): string {
  return `choice ${createHash('sha256').update(words).digest('hex').slice(0, 32)}`
}

/** What a choice's id names; `undefined` where it was too long to name it. */
export function fieldAndValueOf(choiceId: string): { field: string; value: string } | undefined {
  if (!choiceId.includes('=')) return undefined
  const [entry] = new URLSearchParams(choiceId)
  return entry && { field: entry[0], value: entry[1] }
}

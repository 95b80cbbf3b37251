import type { ConversationEvent } from '@conversation-hub/core'
import { vi } from 'vitest'
import type { Talk } from './scenario'

// Generous: on a busy machine everything takes many times as long, and nothing passes by waiting.
let patienceMs = 45_000

/** For the suite's own tests, which wait for checks to fail. Returns the function that makes it patient again. */
export function beImpatient(milliseconds: number): () => void {
  const before = patienceMs
  patienceMs = milliseconds
  return () => {
    patienceMs = before
  }
}

/** Asks again until the check passes, at most 45 seconds; then fails with what the check said last. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 10 })
}

/** The double's ability that the scenario's `skip` has made sure of. */
export function given<Ability>(ability: Ability | undefined): Ability {
  if (ability === undefined)
    throw new Error('The scenario uses an ability that its skip rule does not ask for.')
  return ability
}

/** The words that were heard, in order, of everyone or of one role. */
export function words({ heard }: Talk, role?: 'customer' | 'bot' | 'agent' | 'system'): string[] {
  return heard.flatMap((event) =>
    event.type === 'message' && (role === undefined || event.author.role === role)
      ? event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      : [],
  )
}

/** What the platform's side said, in order. */
export function platformWords(talk: Talk): string[] {
  return talk.heard.flatMap((event) =>
    event.type === 'message' && event.author.role !== 'customer'
      ? event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      : [],
  )
}

export function heardOf<Type extends ConversationEvent['type']>(
  { heard }: Talk,
  type: Type,
): Extract<ConversationEvent, { type: Type }>[] {
  return heard.filter((event): event is Extract<ConversationEvent, { type: Type }> => event.type === type)
}

export const numbered = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`)

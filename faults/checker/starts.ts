import type { Violation } from './check'
import type { Logs } from './logs'

/** A start, what it was answered, and the conversation at the platform belong to each other, one to one. */
export function notOneToOne({ creations, starts, ended }: Omit<Logs, 'passages'>): Violation[] {
  const created = creations.map(({ key, platformConversation }) => [key, platformConversation] as const)
  const answered = starts.map(({ key, conversationId }) => [key, conversationId] as const)
  return [
    ...severalOf(created).map(
      ([key, count]) => `the start ${key} has ${count} conversations at the platform`,
    ),
    ...severalOf(answered).map(([key, count]) => `the start ${key} was answered with ${count} conversations`),
    ...orphans(created, ended),
  ].map((detail) => ({ verdict: 'E', detail }))
}

function severalOf(pairs: ReadonlyArray<readonly [string, string]>): Array<[key: string, count: number]> {
  const ids = new Map<string, Set<string>>()
  for (const [key, id] of pairs) ids.set(key, (ids.get(key) ?? new Set()).add(id))
  return [...ids].flatMap(([key, { size }]) => (size > 1 ? [[key, size]] : []))
}

/** When everybody has ended theirs, what is left over at the platform is nobody's. */
function orphans(created: ReadonlyArray<readonly [string, string]>, ended: Logs['ended']): string[] {
  if (!ended) return []
  const over = new Set(ended)
  return created
    .filter(([, id]) => !over.has(id))
    .map(([key, id]) => `the start ${key} has an orphan at the platform: ${id} was never ended`)
}

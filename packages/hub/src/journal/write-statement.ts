import type { SqlValue } from '../database/database'
import { asArrays, eachByItself, type Given } from './rows-in-statement'
import { type ConversationWrite, type Section, sectionsOf } from './write-sections'

/** Up to how many rows each value is passed by itself, in a batch for one conversation. */
const MOST_BY_THEMSELVES = 4

/** The texts of statements, by name. They are long, and there are only a few dozen different ones. */
const texts = new Map<string, string>()

/**
 * One statement, and so one round trip and one transaction, for a whole batch. A conversation's row is updated if it
 * still has the version from which the changes were computed, and only then are its events and commands written. The
 * statement returns the ids that were written; the others have to be read again.
 */
export function writeStatement(
  batch: ReadonlyArray<{ readonly write: ConversationWrite | undefined; readonly rare: boolean }>,
): { name: string; text: string; values: SqlValue[] } {
  const writes = batch.flatMap(({ write }) => write ?? [])
  const rare = batch.some((one) => one.rare)
  const parts = sectionsOf(writes, rare).map((section) => {
    const isSmall = writes.length === 1 && section.rows.cells.length <= MOST_BY_THEMSELVES
    return { section, given: isSmall ? eachByItself(section.rows) : asArrays(section.rows) }
  })
  const shape = parts.map(({ section, given }) => `${section.name}${given.count ?? ''}`)
  const name = `write-${rare ? 'rare' : 'plain'}-${shape.join('-')}`
  let text = texts.get(name)
  if (text === undefined) {
    text = textOf(parts)
    texts.set(name, text)
  }
  return { name, text, values: parts.flatMap(({ given }) => given.values) }
}

function textOf(parts: ReadonlyArray<{ readonly section: Section; readonly given: Given }>): string {
  let last = 0
  const next = (type: string) => {
    last += 1
    return `$${last}::${type}`
  }
  const clauses = parts.map(({ section, given }) => `${section.name} AS (${section.sql(given.text(next))})`)
  return `WITH ${clauses.join(',\n')} SELECT id FROM changed`
}

import type { SqlValue } from '../database/database'
import { asArrays, eachByItself, type Given } from './rows-in-statement'
import { type ConversationWrite, type Section, sectionsOf } from './write-sections'

/** A part of a batch for one conversation of more rows than this goes the way of those for many. */
const MOST_BY_THEMSELVES = 4

/** Statements by name: a batch takes one of a few dozen shapes, and their texts are long. */
const texts = new Map<string, string>()

/**
 * One statement, and so one round trip and one transaction, for a whole batch: every conversation's row is
 * updated where it still has the version that the changes were computed on, and only then its events and
 * commands are written. It answers the ids that it wrote; the others have to be looked at again.
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

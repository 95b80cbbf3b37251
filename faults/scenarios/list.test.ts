import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scenarios } from './list'
import { rowsTable } from './rows-table'

/** What has to be survived; a row may have further ones beside it (`V1b`). */
const MATRIX = { K: 13, V: 8, S: 6, D: 3, I: 3, T: 1, W: 4, U: 1 }

const ids = scenarios.map(({ id }) => id)

describe('the scenarios', () => {
  it('are every row of the matrix', () => {
    const rows = Object.entries(MATRIX).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    )
    expect(rows.filter((row) => !ids.includes(row))).toEqual([])
  })

  it('have a name each', () => {
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('are those that the README lists: npm run faults -- --list prints the table', async () => {
    const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8')
    const listed = readme
      .split('\n')
      .filter((line) => /^\| (row|---|[A-Z]\d+[a-z]?) \|/.test(line) && line.split('|').length === 5)
    expect(listed.join('\n')).toBe(rowsTable(scenarios))
  })
})

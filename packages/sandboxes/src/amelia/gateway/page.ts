import type { Context } from 'hono'

interface Listed {
  readonly name: string
  readonly code: string
}

/** The page object of the admin calls; query: name, code, search, page, size, sort (`name,desc`). */
export function page<Row extends Listed>(context: Context, rows: readonly Row[]): Record<string, unknown> {
  const { name, code, search, sort } = context.req.query()
  const size = positive(context.req.query('size'), 20)
  const number = Number(context.req.query('page') ?? 0)
  const holds = (text: string, part: string | undefined) =>
    part === undefined || text.toLowerCase().includes(part.toLowerCase())
  const found = rows
    .filter(
      (row) => holds(row.name, name) && holds(row.code, code) && holds(`${row.name} ${row.code}`, search),
    )
    .toSorted((one, other) => (sort?.endsWith(',desc') ? -1 : 1) * one.name.localeCompare(other.name))
  const totalPages = Math.ceil(found.length / size)
  return {
    first: number === 0,
    last: number >= totalPages - 1,
    totalElements: found.length,
    totalPages,
    content: found.slice(number * size, (number + 1) * size),
  }
}

function positive(written: string | undefined, otherwise: number): number {
  const value = Number(written)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}

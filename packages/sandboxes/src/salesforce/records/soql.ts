/** The SOQL this org understands: SELECT fields FROM object [WHERE a = 'b' AND …] [ORDER BY f [DESC]] [LIMIT n]. */
export interface Query {
  readonly fields: readonly string[]
  readonly object: string
  readonly conditions: readonly Condition[]
  readonly order: { readonly field: string; readonly descending: boolean } | undefined
  readonly limit: number
}

export interface Condition {
  readonly field: string
  readonly operator: '=' | '!=' | 'IN'
  /** Matches when one of them is equal; exactly one for `=` and `!=`. */
  readonly values: readonly Literal[]
}

type Literal = string | number | boolean | null

export class MalformedQuery extends Error {
  override readonly name = 'MalformedQuery'
}

const TOKEN = /\s*('(?:\\.|[^'\\])*'|!=|[=(),]|[\w.:+-]+)\s*/y

/** Throws {@link MalformedQuery}. */
export function parseSoql(text: string): Query {
  const tokens = tokenise(text)
  let position = 0
  const peek = () => tokens[position]
  const next = () => {
    const token = tokens[position]
    if (token === undefined) throw new MalformedQuery('unexpected end of query')
    position += 1
    return token
  }
  const accept = (word: string) => {
    if (peek()?.toUpperCase() !== word) return false
    position += 1
    return true
  }
  const expect = (word: string) => {
    if (!accept(word))
      throw new MalformedQuery(
        `${peek() === undefined ? 'unexpected end of query' : `unexpected token: ${peek()}`}, expected ${word}`,
      )
  }
  const list = <Item>(item: () => Item): Item[] => {
    const items = [item()]
    while (accept(',')) items.push(item())
    return items
  }
  const condition = (): Condition => {
    const field = next()
    if (accept('IN')) {
      expect('(')
      const values = list(() => literal(next()))
      expect(')')
      return { field, operator: 'IN', values }
    }
    const operator = next()
    if (operator !== '=' && operator !== '!=') throw new MalformedQuery(`unexpected token: ${operator}`)
    return { field, operator, values: [literal(next())] }
  }

  expect('SELECT')
  const fields = list(next)
  expect('FROM')
  const object = next()
  const conditions: Condition[] = []
  if (accept('WHERE')) {
    do conditions.push(condition())
    while (accept('AND'))
  }
  let order: Query['order']
  if (accept('ORDER')) {
    expect('BY')
    order = { field: next(), descending: accept('DESC') }
    accept('ASC')
  }
  const limit = accept('LIMIT') ? Number(next()) : Number.POSITIVE_INFINITY
  if (peek() !== undefined) throw new MalformedQuery(`unexpected token: ${peek()}`)
  return { fields, object, conditions, order, limit }
}

function tokenise(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined) throw new MalformedQuery(`unexpected character at ${start}`)
    tokens.push(token)
  }
  return tokens
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1')
  if (token === 'null') return null
  if (token === 'true' || token === 'false') return token === 'true'
  const number = Number(token)
  if (Number.isNaN(number)) throw new MalformedQuery(`unexpected token: ${token}`)
  return number
}

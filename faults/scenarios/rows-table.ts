import type { Scenario } from './scenario'

/** The rows as the README lists them. */
export function rowsTable(scenarios: ReadonlyArray<Scenario>): string {
  const rows = scenarios.map(({ id, title, short }) => `| ${id} | ${title} | ${short ? 'yes' : ''} |`)
  return ['| row | what happens | in `npm test` |', '| --- | --- | --- |', ...rows].join('\n')
}

import { expect, it } from 'vitest'
import { filesBelow, packages, read } from './repository/packages'

const folders = [...packages.map(({ folder }) => folder), 'tests', 'scripts', 'examples', 'templates', 'docs']
const files = folders.flatMap(filesBelow)

it('no source file has more than 250 lines', () => {
  const long = files
    .filter((path) => /\.(ts|mjs|js|css|html)$/.test(path))
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > 250)
  expect(long).toEqual([])
})

it('no file or folder has a name that says nothing', () => {
  const nothing = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'misc', 'data', 'info'])
  const named = files.filter((path) =>
    path.split('/').some((part) => nothing.has(part.split('.')[0]?.toLowerCase() ?? '')),
  )
  expect(named).toEqual([])
})

it('no test is skipped or run alone', () => {
  const marked = files
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) =>
      /\b(it|test|describe)\.(skip|only|todo|fails)\b|\b(xit|xdescribe|fit)\(/.test(read(path)),
    )
    .filter((path) => path !== 'tests/files.test.ts')
  expect(marked).toEqual([])
})

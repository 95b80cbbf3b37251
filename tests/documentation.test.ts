import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { sandboxNames } from '../apps/reference/src/platforms/sandbox-names'
import { exportedNamesOf, unexplainedExportsOf } from './repository/exported-names'
import { filesBelow, published, read } from './repository/packages'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** What a reader copies out of the README is what runs here. */
const examples = ['one-connector-in-memory', 'durable-hub']

describe.each(examples)('the example %s', (name) => {
  it('runs to its end, with its assertions, on the built packages', async () => {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', `examples/${name}.ts`], { cwd: root })
    expect(stdout).toContain('bot')
  }, 180_000)

  it('stands in the README as it is', async () => {
    const source = await readFile(`${root}/examples/${name}.ts`, 'utf8')
    const parts = [...source.matchAll(/\/\/ README: begin\n([\s\S]*?)\/\/ README: end/g)]
    const shown = parts.map(([, code = '']) => code.trim()).join('\n\n')
    expect(shown).toMatch(/^import /)
    expect(await readFile(`${root}/README.md`, 'utf8')).toContain(`\`\`\`ts\n${shown}\n\`\`\``)
  })
})

it('shows in the walk through a connector the template’s code as it is', async () => {
  const page = await readFile(`${root}/docs/adding-a-connector.md`, 'utf8')
  const asLines = (code: string) => code.split('\n').flatMap((line) => line.trim() || [])
  const template = filesBelow('templates/connector')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => asLines(read(path)).join('\n'))
  const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => asLines(code).join('\n'))
  expect(shown.length).toBeGreaterThan(5)
  expect(shown.filter((code) => !template.some((file) => file.includes(code)))).toEqual([])
})

it('imports on no page what a package does not export', () => {
  const pages = ['README.md', ...['docs', 'packages', 'templates'].flatMap(filesBelow)]
  const code = pages
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => read(path).match(/^ *```ts\n[\s\S]*?^ *```/gm) ?? [])
  const imports = code
    .flatMap((shown) => [
      ...shown.matchAll(/import \{ (.*) \} from '@conversation-hub\/([\w-]+)(\/client)?'/g),
    ])
    .flatMap(([, names = '', name, part = '']) => {
      const exported = exportedNamesOf(`packages/${name}/src${part}/index.ts`)
      return names
        .split(', ')
        .map((imported) => ({ name, imported, isExported: exported.includes(imported) }))
    })
  expect(imports.length).toBeGreaterThan(20)
  expect(imports.filter(({ isExported }) => !isExported)).toEqual([])
})

it('names in the README every published package, and no other', async () => {
  const readme = await readFile(`${root}/README.md`, 'utf8')
  const { stdout } = await run('npm', ['query', '.workspace', '--json'], { cwd: root })
  const workspaces: { name: string; private?: boolean }[] = JSON.parse(stdout)
  const published = workspaces.filter((workspace) => !workspace.private).map(({ name }) => name)
  const named = [...readme.matchAll(/^\| \[`(@conversation-hub\/[a-z-]+)`\]/gm)].map(([, name]) => name)
  expect(named.sort()).toEqual(published.sort())
})

/** Where lines of the log are made. */
const withEvents = ['packages/hub/src', 'packages/server/src', 'apps/reference/src']

it('explains to operators every event that is logged', () => {
  const logged = withEvents
    .flatMap(filesBelow)
    .flatMap((path) =>
      [...read(path).matchAll(/\bevent: ['`]([a-z-]+-[a-z]+)['`]/g)].map(([, event]) => event),
    )
  const page = read('docs/operating.md')
  expect(logged.length).toBeGreaterThan(10)
  expect(logged.filter((event) => !page.includes(`\`${event}\``))).toEqual([])
})

it('explains to operators no event that is never logged', () => {
  const files = withEvents.flatMap(filesBelow)
  const sources = files
    .filter((path) => !path.endsWith('.test.ts'))
    .map(read)
    .join('\n')
  const [, table = ''] = read('docs/operating.md').split('| event | it means |')
  const cells = table.split('\n\n')[0]?.match(/^\| [^|]+ \|/gm) ?? []
  const explained = cells.flatMap((cell) => cell.match(/(?<=`)[a-z-]+(?=`)/g) ?? [])
  expect(explained.length).toBeGreaterThan(20)
  expect(explained.filter((event) => !sources.includes(`'${event}'`))).toEqual([])
})

it.each(['salesforce', 'amelia'])('explains to operators every notice of %s', (name) => {
  const notice = /(?:type: 'notice',\s+code: |\bnotice\()'([a-z-]+)'/g
  const codes = filesBelow(`packages/${name}/src`)
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((path) => [...read(path).matchAll(notice)].map(([, code]) => code))
  const [, page = ''] = read(`docs/${name}.md`).split('\n## Notices in the log\n')
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})

it('explains every variable of the reference app', () => {
  const variables = read('apps/reference/src/settings/environment.ts').match(/^ {2}[A-Z_]+(?=: )/gm) ?? []
  const page = read('apps/reference/README.md')
  expect(variables.length).toBeGreaterThan(20)
  expect(
    variables.filter((name) => !page.includes(`\`${name.trim()}\``) && name.trim() !== 'NODE_ENV'),
  ).toEqual([])
})

it('names what a configuration of the reference app can name', () => {
  const page = read('apps/reference/README.md')
  const names = [...sandboxNames.platforms, ...sandboxNames.carriers]
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

it.each(published)('explains every name that $folder exports, where it is declared', ({ folder }) => {
  expect(unexplainedExportsOf(`${folder}/src/index.ts`)).toEqual([])
})

it('explains every error number of Twilio’s, with the code that it becomes', () => {
  const numbers = [...read('packages/twilio/src/errors.ts').matchAll(/^ {2}(\d{5}): '([a-z-]+)',$/gm)]
  const rows = read('docs/twilio.md').split('\n')
  const isExplained = (number: string, code: string) =>
    rows.some((row) => row.startsWith('| ') && row.includes(number) && row.includes(`\`${code}\``))
  expect(numbers.length).toBeGreaterThan(20)
  expect(
    numbers.filter(([, number = '', code = '']) => !isExplained(number, code)).map(([line]) => line),
  ).toEqual([])
})

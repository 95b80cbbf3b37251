import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importsOf, packageOf } from './repository/imports'
import { published, read } from './repository/packages'
import { bytesOf, exportsOf, installInto, packAll, type Tarball, wrongTypes } from './repository/packed'

/** Entry points without types, and why. */
const untyped: Readonly<Record<string, ReadonlyArray<string>>> = {
  '@conversation-hub/chat-web-control': ['standalone.js'], // For a script tag; nobody imports it.
}

let folder: string
let tarballs: Tarball[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conversation-hub-packed-'))
  tarballs = await packAll(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const tarballOf = (name: string): Tarball => {
  const found = tarballs.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`There is no published package ${name}.`)
  return found
}

describe.each(published.map(({ folder: source, manifest }) => ({ name: manifest.name, source })))('$name', ({
  name,
  source,
}) => {
  it('packs what it exports, its licence, and no sources, tests or settings', () => {
    const { files } = tarballOf(name)
    expect(files).toContain('LICENSE')
    expect(files).toContain('dist/index.js')
    expect(files).toContain('dist/index.d.ts')
    const ours = files.filter((path) => !path.startsWith('dist/template/'))
    expect(
      ours.filter((path) => /(^|\/)(src|tests|node_modules)\/|\.test\.|tsconfig|\.tgz$/.test(path)),
    ).toEqual([])
  })

  it('declares everything that its built files import', () => {
    const { files, manifest } = tarballOf(name)
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
    const imported = files
      .filter((path) => /^dist\/.*\.(js|d\.ts)$/.test(path))
      .flatMap((path) => importsOf(read(`${source}/${path}`)))
      .flatMap((specifier) => packageOf(specifier) ?? [])
    expect([...new Set(imported)].filter((one) => one !== name && !(one in declared))).toEqual([])
  })

  it('passes publint', async () => {
    const { manifest, path } = tarballOf(name)
    const { messages, pkg } = await publint({
      pack: { tarball: await bytesOf(tarballOf(name)) },
      strict: true,
    })
    expect(path, manifest.version).toContain(manifest.version)
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('has types wherever it has code', async () => {
    expect(await wrongTypes(tarballOf(name), untyped[name] ?? [])).toEqual([])
  }, 120_000)
})

const SCOPE = '@conversation-hub'

describe.each([
  { wanted: ['core'], exported: 'startConversation' },
  { wanted: ['core', 'salesforce'], exported: 'salesforceEnhancedChat' },
  { wanted: ['core', 'amelia'], exported: 'amelia' },
  { wanted: ['core', 'hub'], exported: 'createHub' },
])('an empty folder with $wanted', ({ wanted, exported }) => {
  it('has what it needs and nothing else of ours', async () => {
    const names = wanted.map((name) => `${SCOPE}/${name}`)
    const empty = join(folder, wanted.join('-'))
    await installInto(empty, names.map(tarballOf))
    expect((await readdir(join(empty, 'node_modules', SCOPE))).sort()).toEqual([...wanted].sort())
    expect(await exportsOf(empty, names.at(-1) ?? '')).toContain(exported)
  }, 120_000)
})

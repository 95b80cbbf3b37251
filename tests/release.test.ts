import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Manifest, packages, published, root } from './repository/packages'

const run = promisify(execFile)

let copy: string
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'conversation-hub-release-'))
  for (const path of ['package.json', ...packages.map(({ folder }) => `${folder}/package.json`)]) {
    await mkdir(dirname(join(copy, path)), { recursive: true })
    await cp(join(root, path), join(copy, path))
  }
  await cp(join(root, '.changeset/config.json'), join(copy, '.changeset/config.json'))
  await writeFile(
    join(copy, '.changeset/one.md'),
    "---\n'@conversation-hub/core': minor\n'@conversation-hub/hub': minor\n---\n\nA change of two packages.\n",
  )
  // Without a commit to name, the change log does without its id.
  await run('git', ['init', '--quiet'], { cwd: copy })
  await run(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], { cwd: copy })
}, 60_000)
afterAll(() => rm(copy, { recursive: true, force: true }))

const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(copy, folder, 'package.json'), 'utf8'))

it('a release leaves every package, app and template with its siblings of the new versions', async () => {
  const manifests = await Promise.all(packages.map(({ folder }) => manifestOf(folder)))
  const versions = new Map(manifests.map(({ name, version }) => [name, version]))
  expect(versions.get('@conversation-hub/core')).not.toBe(
    published.find(({ manifest }) => manifest.name === '@conversation-hub/core')?.manifest.version,
  )
  const wrong = manifests.flatMap(({ name, dependencies, devDependencies, peerDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies })
      .filter(([sibling, range]) => versions.has(sibling) && range !== `^${versions.get(sibling)}`)
      .map(([sibling, range]) => `${name}: ${sibling} ${range}`),
  )
  expect(wrong).toEqual([])
})

it('a release writes change logs for what is published, and none into what is copied or private', async () => {
  const changed = packages.map(async ({ folder, manifest }) => ({
    name: manifest.name,
    hasLog: (await readFile(join(copy, folder, 'CHANGELOG.md'), 'utf8').catch(() => '')) !== '',
  }))
  const logs = (await Promise.all(changed)).filter(({ hasLog }) => hasLog).map(({ name }) => name)
  expect(logs).toContain('@conversation-hub/core')
  const names = published.map(({ manifest }) => manifest.name)
  expect(logs.filter((name) => !names.includes(name))).toEqual([])
})

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readManifest, root } from './repository/packages'
import { packAll, type Tarball } from './repository/packed'

const run = promisify(execFile)
let home: string
let folder: string

/** The last lines that a command printed, and whether it succeeded. */
const npm = (cwd: string, ...call: string[]): Promise<{ output: string; succeeded: boolean }> =>
  run('npm', call, { cwd, shell: process.platform === 'win32', env: { ...process.env, NO_COLOR: '1' } }).then(
    ({ stdout, stderr }) => ({ output: stdout + stderr, succeeded: true }),
    (failed) => ({ output: `${failed.stdout}${failed.stderr}`, succeeded: false }),
  )

/** Ours come from the tarballs, the others from this repository: nothing is fetched. */
function dependenciesFrom(tarballs: ReadonlyArray<Tarball>, names: ReadonlyArray<string>) {
  return Object.fromEntries(
    names.map((name) => {
      const ours = tarballs.find(({ manifest }) => manifest.name === name)
      return [name, `file:${ours ? ours.path : join(root, 'node_modules', name)}`]
    }),
  )
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'conversation-hub-created-'))
  folder = join(home, 'acme-chat')
  const tarballs = await packAll(home)
  const creator = tarballs.find(({ manifest }) => manifest.name === '@conversation-hub/create-connector')
  // What `npm create @conversation-hub/connector acme-chat` does.
  const call = [
    'exec',
    '--yes',
    '--offline',
    `--package=${creator?.path}`,
    '--',
    'create-connector',
    'acme-chat',
  ]
  const created = await npm(home, ...call)
  expect(created, created.output).toMatchObject({
    succeeded: true,
    output: expect.stringContaining('cd acme-chat'),
  })

  const written = await readFile(join(folder, 'package.json'), 'utf8')
  const { dependencies, devDependencies } = readManifest('templates/connector')
  const manifest = {
    ...JSON.parse(written),
    dependencies: dependenciesFrom(tarballs, Object.keys(dependencies)),
    devDependencies: dependenciesFrom(tarballs, Object.keys(devDependencies)),
    // core names zod by its version.
    overrides: { zod: '$zod' },
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const installed = await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', '--no-package-lock')
  expect(installed.succeeded, installed.output).toBe(true)
}, 240_000)
afterAll(() => rm(home, { recursive: true, force: true }))

it('a connector made from the packed packages passes its tests, is well typed, and is built', async () => {
  const [tests, check, build] = await Promise.all(
    ['test', 'check', 'build'].map((script) => npm(folder, 'run', script)),
  )
  expect(tests?.output).toMatch(/Tests +\d+ passed/)
  expect(tests?.succeeded, tests?.output).toBe(true)
  expect(check?.succeeded, check?.output).toBe(true)
  expect(build?.succeeded, build?.output).toBe(true)
  expect(await readFile(join(folder, 'dist/index.d.ts'), 'utf8')).toContain('acmeChat')
}, 240_000)

it('when it is broken, the suite says what is wrong, where to look and where to read', async () => {
  const path = join(folder, 'src/events.ts')
  const events = await readFile(path, 'utf8')
  await writeFile(path, events.replace("agent: 'agent-ended'", "agent: 'platform-error'"))
  const { output, succeeded } = await npm(folder, 'run', 'test')
  expect(succeeded).toBe(false)
  expect(output).toContain(
    'FAIL  tests/conformance.test.ts > acme chat conforms > tells why the platform’s agent ended',
  )
  expect(output).toContain('the `ended` event and its reason (events.ts)')
  expect(output).toContain('docs/adding-a-connector.md#ends')
}, 240_000)

// Bundles the reference app and the packages it uses: JavaScript only, in one process, in a second or two.
// `turbo run build` makes the same files with types, one process a package; nobody should wait for that to try the app.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'tsup'

const root = fileURLToPath(new URL('..', import.meta.url))
const { dependencies } = JSON.parse(await readFile(join(root, 'apps/reference/package.json'), 'utf8'))
const packages = Object.keys(dependencies)
  .filter((name) => name.startsWith('@conversation-hub/'))
  .map((name) => name.replace('@conversation-hub/', 'packages/'))

// Takes longer than the rest together: on another processor meanwhile.
const packing = promisify(execFile)(process.execPath, [
  join(root, 'packages/hub/scripts/pack-empty-database.mjs'),
])

for (const folder of ['apps/reference', ...packages]) {
  const absWorkingDir = join(root, folder)
  process.chdir(absWorkingDir)
  // esbuild, once started, would go on looking from the first folder.
  await build({ dts: false, esbuildOptions: (options) => Object.assign(options, { absWorkingDir }) })
}
process.chdir(root)
await packing

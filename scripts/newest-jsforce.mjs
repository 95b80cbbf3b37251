// `npm run test:newest`: the tests that go through jsforce, on the newest Node.js release line with the newest jsforce.
// The lock file holds the last jsforce that runs on Node.js 20; apps on newer ones may bring a newer one along.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './turbo.mjs'

const NODE = '24.21.0'
const system = process.platform === 'win32' ? 'win' : process.platform
const nodePackage = `node-${system}-${process.arch}`
const folder = join(root, '.tools/newest-jsforce')

function run(command, args, cwd = root) {
  const shell = process.platform === 'win32'
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell })
  if (status !== 0) process.exit(status ?? 1)
}

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
run(
  'npm',
  ['install', '--no-audit', '--no-fund', '--no-save', `${nodePackage}@${NODE}`, 'jsforce@latest'],
  folder,
)

const installed = createRequire(join(folder, 'package.json'))
const { version } = installed('jsforce/package.json')
process.stdout.write(`Node.js ${NODE} with jsforce ${version}\n`)
run(join(folder, 'node_modules', nodePackage, 'bin/node'), [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--config',
  join(root, 'scripts/newest-jsforce.config.ts'),
  ...process.argv.slice(2),
])

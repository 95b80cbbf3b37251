// `npm run test:newest`: the tests that go through jsforce, on the newest Node.js release line with the newest jsforce,
// and those where an app brings its own connection with the newest @jsforce/jsforce-node too.
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
const lanes = { jsforce: 'newest-jsforce', '@jsforce/jsforce-node': 'jsforce-node' }
const packages = [`${nodePackage}@${NODE}`, ...Object.keys(lanes).map((name) => `${name}@latest`)]
run('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...packages], folder)

const installed = createRequire(join(folder, 'package.json'))
for (const [name, lane] of Object.entries(lanes)) {
  const { version } = installed(`${name}/package.json`)
  process.stdout.write(`Node.js ${NODE} with ${name} ${version}\n`)
  run(join(folder, 'node_modules', nodePackage, 'bin/node'), [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    join(root, `scripts/${lane}.config.ts`),
    ...process.argv.slice(2),
  ])
}

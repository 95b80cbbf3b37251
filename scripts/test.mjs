// `npm test`: builds the packages (the browser tests and the tarball tests use them as users do), then runs every test.
import { spawnSync } from 'node:child_process'
import { root, turboRun } from './turbo.mjs'

turboRun('build')
const result = spawnSync('npx', ['--no-install', 'vitest', 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exit(result.status ?? 1)

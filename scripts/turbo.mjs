import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds what is missing; turbo skips what has not changed. Prints only when something fails. */
export function turboRun(task) {
  const result = spawnSync(
    'npx',
    ['--no-install', 'turbo', 'run', task, '--concurrency=2', '--output-logs=errors-only'],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  )
  if (result.status === 0) return
  process.stderr.write(`${result.stdout}${result.stderr}\nThe build failed; the lines above say where.\n`)
  process.exit(result.status ?? 1)
}

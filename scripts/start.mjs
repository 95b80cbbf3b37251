// `npm start`: builds what is missing, then becomes the reference app.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.stdout.write('Conversation Hub: building what is missing...\n')
// In a process of its own: the bundler's memory is given back before the app starts.
const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('bundle.mjs', import.meta.url))], {
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)
await import('../apps/reference/dist/main.js')

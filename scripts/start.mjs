// `npm start`: builds what is missing, then becomes the reference app.
import { root, turboRun } from './turbo.mjs'

process.stdout.write('Conversation Hub: building what is missing...\n')
turboRun('bundle')
await import(new URL('apps/reference/dist/main.js', `file://${root}`))

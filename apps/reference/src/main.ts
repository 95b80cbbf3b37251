import { asConversationError } from '@conversation-hub/core'
import { banner } from './banner'
import { startApp } from './start-app'

// What is printed is for people. Where nobody reads it any more (a pipe that was closed), that must not end the process: it
// would give nothing back to other instances.
process.stdout.on('error', () => {})

try {
  const starting = startApp(process.env)
  const signals = ['SIGINT', 'SIGTERM'] as const
  const close = () => {
    // The next signal of either kind ends the process.
    for (const signal of signals) process.off(signal, close)
    process.stdout.write(
      '\nStopping: waiting for what is under way, usually for ten seconds at most. Ctrl+C again stops at once.\n',
    )
    // A start that is under way comes to its end first: it may have taken conversations over already.
    void starting
      .then((app) => app.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      )
  }
  // From the beginning: the first process of a container is sent no signal that it has no listener for.
  for (const signal of signals) process.on(signal, close)
  process.stdout.write(banner(await starting))
} catch (thrown) {
  const error = asConversationError(thrown, 'Starting')
  // An unforeseen error is found by its places in the code. Its message may contain a secret.
  const places = error.code === 'internal' && thrown instanceof Error ? placesIn(thrown.stack) : ''
  process.stderr.write(`\nConversation Hub could not start (${error.code}).\n${error.message}\n${places}`)
  process.exit(1)
}

function placesIn(stack = ''): string {
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return `Please report it with these lines:\n${places.join('\n')}\n`
}

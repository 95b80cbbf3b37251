import { asConversationError } from '@conversation-hub/core'
import { banner } from './banner'
import { startApp } from './start-app'

try {
  const app = await startApp(process.env)
  process.stdout.write(banner(app))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write(
        '\nStopping: what is under way is waited for, ten seconds as a rule. Once more stops at once.\n',
      )
      void app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
} catch (thrown) {
  const error = asConversationError(thrown, 'Starting')
  process.stderr.write(`\nConversation Hub could not start (${error.code}).\n${error.message}\n`)
  process.exit(1)
}

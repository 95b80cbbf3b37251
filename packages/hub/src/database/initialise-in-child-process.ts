import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConversationError } from '@conversation-hub/core'
import { createDatabaseFiles } from './create-database-files'

/** Creates the embedded database's files, if there are none, in a child process, whose memory is free afterwards. */
export async function initialiseInChildProcess(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const script = scriptPath()
  // When the source is run directly, there is no built script to start. Memory does not matter then.
  if (!existsSync(script)) return createDatabaseFiles(folder)
  await new Promise<void>((resolve, reject) => {
    const child = fork(script, [folder], { execArgv: [], stdio: 'ignore' })
    child.once('error', () => reject(failed('it could not be started')))
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(failed(signal ? `it was ended by ${signal}` : `it ended with code ${code}`))
    })
  })
}

function scriptPath(): string {
  return fileURLToPath(new URL('./initialise-embedded.js', import.meta.url))
}

function failed(how: string): ConversationError {
  return new ConversationError(
    'data-folder-unusable',
    `The embedded database could not be created in the data folder: ${how}. Is the folder writable, and is there space?`,
  )
}

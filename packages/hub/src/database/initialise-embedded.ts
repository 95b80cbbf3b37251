// The child process of `initialise-in-child-process`: creates the database's files in the folder it is given.
import { setFlagsFromString } from 'node:v8'
import { createDatabaseFiles } from './create-database-files'

// Without the optimising compiler: nothing here runs for long enough to be worth its time.
setFlagsFromString('--liftoff-only')

const folder = process.argv[2]
if (!folder) throw new Error('usage: initialise-embedded <folder>')
await createDatabaseFiles(folder)

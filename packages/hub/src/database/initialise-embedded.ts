// The child process of `initialise-in-child-process`: creates the database's files in the folder it is given.
import { createDatabaseFiles } from './create-database-files'

const folder = process.argv[2]
if (!folder) throw new Error('usage: initialise-embedded <folder>')
await createDatabaseFiles(folder)

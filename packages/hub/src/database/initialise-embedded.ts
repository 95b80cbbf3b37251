// The child process of `initialise-in-child-process`: creates the database's files in the folder it is given.
import { PGlite } from '@electric-sql/pglite'

const folder = process.argv[2]
if (!folder) throw new Error('usage: initialise-embedded <folder>')
const pglite = await PGlite.create({ dataDir: folder })
await pglite.query('SELECT 1')
await pglite.close()

import { buildOptions } from '../../tsup.shared.ts'

// The second entry is the child process that creates the embedded database.
export default buildOptions({
  entry: { index: 'src/index.ts', 'initialise-embedded': 'src/database/initialise-embedded.ts' },
})

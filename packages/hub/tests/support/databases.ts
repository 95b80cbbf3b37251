import type { DatabaseSettings } from '../../src/database/open-database'
import { embeddedFolder } from './embedded-folder'
import { startPostgres } from './postgres'

/** An empty database for a test file, of either kind. */
export interface TestDatabase {
  readonly settings: DatabaseSettings
  remove(): Promise<void>
}

export const databases: ReadonlyArray<{ kind: 'embedded' | 'server'; open: () => Promise<TestDatabase> }> = [
  {
    kind: 'embedded',
    async open() {
      const { dataDir, remove } = await embeddedFolder()
      return { settings: { dataDir }, remove }
    },
  },
  {
    kind: 'server',
    async open() {
      const postgres = await startPostgres()
      return { settings: { url: await postgres.createDatabase() }, remove: postgres.stop }
    },
  },
]

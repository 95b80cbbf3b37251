import { initialTables } from './0001-initial-tables'
import { carriers } from './0002-carriers'
import { consentProof } from './0003-consent-proof'

export interface Migration {
  readonly version: number
  readonly statements: ReadonlyArray<string>
}

/** All migrations, in order. One that has been released is never changed again. */
export const migrations: ReadonlyArray<Migration> = [initialTables, carriers, consentProof]

import { ConversationError } from '@conversation-hub/core'
import { migrate } from '../migrations/migrate'
import type { Database } from './database'
import { DatabaseError } from './database-error'
import { openEmbedded } from './embedded'
import { openPostgresServer } from './postgres-server'

/** Where the hub keeps everything: a Postgres server, or the embedded database in a folder. */
export type DatabaseSettings = { readonly url: string } | { readonly dataDir: string }

/**
 * Opens the database and brings its tables to this version.
 *
 * Throws `database-unavailable`; for the embedded database also `data-folder-locked` and `data-folder-unusable`.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const database = 'url' in settings ? openPostgresServer(settings.url) : await openEmbedded(settings.dataDir)
  try {
    if (database.kind === 'server') await refuseToLose(database)
    await migrate(database)
    return database
  } catch (thrown) {
    await database.close().catch(() => {})
    if (thrown instanceof DatabaseError)
      throw 'url' in settings ? unreachable(thrown) : unusable(thrown, settings)
    throw thrown
  }
}

/**
 * What is acknowledged has to be on disk, which a server with `synchronous_commit = off` does not guarantee; and a database
 * in an older encoding refuses what it has no character for, such as an emoji.
 */
async function refuseToLose(database: Database): Promise<void> {
  const [row] = await database.query(
    `SELECT current_setting('synchronous_commit') AS commits, current_setting('fsync') AS fsync,
       current_setting('server_encoding') AS encoding`,
  )
  if (row?.encoding !== 'UTF8') {
    throw new ConversationError(
      'settings-invalid',
      `The database at database.url (DATABASE_URL) has the encoding ${row?.encoding}, in which not every message can be kept. ` +
        "Create one with ENCODING 'UTF8' (and TEMPLATE template0).",
    )
  }
  if (row.commits !== 'off' && row.fsync !== 'off') return
  throw new ConversationError(
    'settings-invalid',
    `The Postgres server at database.url (DATABASE_URL) runs with synchronous_commit = ${row.commits} and fsync = ${row.fsync}, so ` +
      'acknowledged messages could be lost. Set both to on.',
  )
}

/** What the most common error codes mean: the network's, Postgres' own (its manual, appendix A), and OpenSSL's. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens at this address'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', 'the name of its host cannot be looked up at the moment'],
  ['timeout', 'no connection came about within five seconds'],
  ['ENOENT', 'a file or a socket that the address names is not there'],
  [
    'ERR_INVALID_URL',
    'the address cannot be read; in user and password, special characters are percent-encoded, for example # as %23',
  ],
  ['28P01', 'it does not accept this user and password'],
  ['28000', 'it does not let this user in, or nobody without TLS (sslmode=verify-full)'],
  ['no-password', 'it asks for a password, and the address has none'],
  ['no-tls', 'it has no TLS, which the address asks for (sslmode)'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host'],
  ['3D000', 'it has no database of this name'],
  ['42501', 'this user may not make tables there'],
  ['53300', 'it has no connection left'],
  ['57P03', 'it is still starting'],
])

/** Node's names for certificates that nobody known here has signed (its manual, "X509 certificate error codes"). */
const UNTRUSTED = /^(DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER))/
const untrusted =
  'nobody who is trusted here has signed its certificate; if you know who has, name their certificate (sslrootcert)'

function unreachable({ code }: DatabaseError): ConversationError {
  const meaning = MEANINGS.get(code) ?? (UNTRUSTED.test(code) ? untrusted : undefined)
  return new ConversationError(
    'database-unavailable',
    `The database could not be opened${meaning === undefined ? '' : `: ${meaning}`} (${code}). ` +
      'Check that database.url (DATABASE_URL) names a running Postgres, and its user and password.',
  )
}

/** The embedded database is in this process, so no address, user or password can be wrong. */
function unusable({ code }: DatabaseError, { dataDir }: { readonly dataDir: string }): ConversationError {
  return new ConversationError(
    'data-folder-unusable',
    `The embedded database in ${dataDir} could not be brought to this version (${code}). Check that there is space left; ` +
      'else restore a copy of the data folder, or choose another folder (dataDir, DATA_DIR).',
  )
}

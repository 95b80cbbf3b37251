import type { Connection } from 'jsforce'
import type { CrmConnection, CrmSource } from './connection'
import { crmError } from './errors'
import { grantFor } from './grant'
import { loginInTime } from './login-in-time'
import type { CrmLoginSettings } from './settings'

/** The REST API version that is asked for; jsforce's own default is years old. */
export const API_VERSION = '66.0'
/** The longest one CRM call may take, in milliseconds; jsforce's own default is half an hour. */
const CALL_TIMEOUT_MS = 10_000

const doing = 'Logging in to Salesforce'

/** Gives the app's own connection, or one that logs in when it is first needed and again when it has expired. */
export function crmSource(settings: CrmLoginSettings): CrmSource {
  const { connection } = settings
  if (connection) return async () => connection
  let connecting: Promise<CrmConnection> | undefined
  return () => {
    // One login however many ask at the same time; a failed one is not remembered.
    connecting ??= loginInTime(connect(settings), doing).catch((thrown) => {
      connecting = undefined
      throw crmError(thrown, doing)
    })
    return connecting
  }
}

async function connect(settings: CrmLoginSettings): Promise<CrmConnection> {
  const { loginUrl = '', clientId = '', clientSecret } = settings
  // jsforce is loaded when the CRM is used: conversations alone do not need it.
  const { Connection } = await import('jsforce')
  const oauth2 = { loginUrl, clientId, ...(clientSecret && { clientSecret: await clientSecret() }) }
  const logIn = async (connection: Connection) => connection.authorize(await grantFor(settings))
  const connection = new Connection({
    version: API_VERSION,
    loginUrl,
    oauth2,
    // Neither flow gives a refresh token: an expired session is renewed by the same login again.
    refreshFn: (expired, done) => {
      loginInTime(logIn(expired), doing).then(
        () => done(null, expired.accessToken ?? ''),
        (thrown) => done(crmError(thrown, doing)),
      )
    },
  })
  await logIn(connection)
  return {
    query: (soql) =>
      connection.request<{ records: unknown[] }>(
        { method: 'GET', url: `/query?q=${encodeURIComponent(soql)}` },
        { timeout: CALL_TIMEOUT_MS, retry: { maxRetries: 1 } },
      ),
    requestPatch: (path, fields) =>
      connection.request(
        {
          method: 'PATCH',
          url: path,
          body: JSON.stringify(fields),
          headers: { 'content-type': 'application/json' },
        },
        { timeout: CALL_TIMEOUT_MS },
      ),
  }
}

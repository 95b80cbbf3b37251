import { ConversationError } from '@conversation-hub/core'
import { loginRemedy } from './login-refusals'

/**
 * What a failure of jsforce means. Its name is read, which is a code of Salesforce's, and nothing is quoted: the error
 * itself holds tokens and queries.
 */
export function crmError(thrown: unknown, doing: string): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  const code = codeOf(thrown)
  if (isTooManyLogins(thrown)) {
    return new ConversationError(
      'platform-rate-limited',
      `${doing} has to wait: the run-as user has logged in too often in the last hour.`,
    )
  }
  const remedy = loginRemedy(code)
  if (remedy !== undefined) {
    return new ConversationError(
      'platform-auth-failed',
      `${doing} failed: Salesforce refuses the login (${code}); ${remedy}.`,
    )
  }
  switch (code) {
    case 'INVALID_SESSION_ID':
      return new ConversationError('platform-auth-failed', `${doing} failed: Salesforce refuses the session.`)
    case 'INVALID_FIELD':
    case 'INVALID_TYPE':
    case 'MALFORMED_QUERY':
    case 'INSUFFICIENT_ACCESS':
    case 'INSUFFICIENT_ACCESS_OR_READONLY':
    case 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY':
    case 'INVALID_FIELD_FOR_INSERT_UPDATE':
    case 'NOT_FOUND':
      return new ConversationError(
        'platform-misconfigured',
        `${doing} failed: Salesforce does not know or does not show the object or a field (${code}); check the ` +
          'settings of crm and the permissions of the run-as user.',
      )
    case 'REQUIRED_FIELD_MISSING':
    case 'FIELD_CUSTOM_VALIDATION_EXCEPTION':
    case 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST':
    case 'STRING_TOO_LONG':
    case 'DUPLICATES_DETECTED':
      return new ConversationError(
        'platform-misconfigured',
        `${doing} failed: the org’s rules do not let the record in (${code}); check the fields that recordAtEnd gives it.`,
      )
    case 'REQUEST_LIMIT_EXCEEDED':
      return new ConversationError(
        'platform-rate-limited',
        `${doing} failed: the org’s API limit is used up.`,
      )
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConversationError(
        'platform-unreachable',
        `${doing} failed: no connection (${code}); check loginUrl (SALESFORCE_LOGIN_URL).`,
      )
    default:
      return new ConversationError('platform-unavailable', `${doing} failed at Salesforce (${code}).`)
  }
}

/** Salesforce takes 3,600 logins per user and hour, and says of one more that the grant is invalid (seen by other clients). */
const isTooManyLogins = (thrown: unknown) =>
  thrown instanceof Error && /login[ _]rate[ _]exceeded/i.test(`${thrown.name} ${thrown.message}`)

function codeOf(thrown: unknown): string {
  const code = codesOf(thrown).find((one) => /^\w{3,60}$/.test(one) && !NAMES_THAT_SAY_NOTHING.has(one))
  return code ?? 'unknown'
}

/** Newer versions of jsforce call `fetch`, whose errors are all `TypeError`s; what happened is in their cause. */
const NAMES_THAT_SAY_NOTHING = new Set(['Error', 'TypeError', 'FetchError'])

function codesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return []
  const said = [
    'errorCode' in thrown ? thrown.errorCode : undefined,
    'code' in thrown ? thrown.code : undefined,
    thrown.name,
  ]
  return [...said.filter((one) => typeof one === 'string'), ...codesOf(thrown.cause)]
}

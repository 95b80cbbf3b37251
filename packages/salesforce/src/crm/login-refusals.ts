const APP = 'Setup, External Client App Manager'

/** What to correct when Salesforce refuses a login, by its OAuth error code, and where. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'invalid_client_id',
    `there is no such app (any more): check clientId (SALESFORCE_CLIENT_ID) and loginUrl (SALESFORCE_LOGIN_URL), and whether the External Client App was revoked or deleted (${APP}). A new app takes some minutes`,
  ],
  [
    'invalid_client',
    `check clientSecret (SALESFORCE_CLIENT_SECRET) against the app’s Consumer Secret (${APP}, Settings, OAuth Settings)`,
  ],
  [
    'invalid_grant',
    // Salesforce, JWT bearer flow: all of its reasons are answered alike.
    `with a client secret, check that the app’s client credentials flow is on and has a Run As user (${APP}, Policies); with a private key (SALESFORCE_PRIVATE_KEY), that its certificate at the app has not expired, that username (SALESFORCE_USERNAME) is pre-authorized, that loginUrl (SALESFORCE_LOGIN_URL) is the org’s, and that the clock of this machine is right`,
  ],
  [
    'invalid_app_access',
    `the run-as user is not admitted to the app: add its profile or permission set (${APP}, Policies)`,
  ],
  ['inactive_user', 'the run-as user is frozen or deactivated (Setup, Users)'],
])

const OTHERS = new Map([
  ['invalid_client_credentials', 'invalid_client'],
  ['unauthorized_client', 'invalid_grant'],
])

/** Undefined for a code that is no refusal of a login. */
export function loginRemedy(code: string): string | undefined {
  return REMEDIES.get(OTHERS.get(code) ?? code)
}

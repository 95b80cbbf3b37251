import { ConversationError } from '@conversation-hub/core'
import { importPKCS8, SignJWT } from 'jose'
import type { CrmLoginSettings } from './settings'

type Grant = { grant_type: string; assertion?: string }

/** Client credentials, or a JWT bearer assertion for the user that was named. */
export async function grantFor(settings: CrmLoginSettings): Promise<Grant> {
  const { username, privateKey, clientId = '', loginUrl = '' } = settings
  if (!username || !privateKey) return { grant_type: 'client_credentials' }
  const key = await importPKCS8(await privateKey(), 'RS256').catch(() => {
    throw keyUnusable()
  })
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(loginUrl)
    .setExpirationTime('3m')
    .sign(key)
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
}

/** Whatever failed had the key in its hands: nothing of it is passed on. */
const keyUnusable = () =>
  new ConversationError(
    'platform-auth-failed',
    'Logging in to Salesforce failed: privateKey (SALESFORCE_PRIVATE_KEY) is no RSA key in PKCS #8 PEM, which begins with BEGIN PRIVATE KEY.',
  )

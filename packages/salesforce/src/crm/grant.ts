import { importPKCS8, SignJWT } from 'jose'
import type { CrmLoginSettings } from './settings'

type Grant = { grant_type: string; assertion?: string }

/** Client credentials, or a JWT bearer assertion for the user that was named. */
export async function grantFor(settings: CrmLoginSettings): Promise<Grant> {
  const { username, privateKey, clientId = '', loginUrl = '' } = settings
  if (!username || !privateKey) return { grant_type: 'client_credentials' }
  const key = await importPKCS8(await privateKey(), 'RS256')
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(loginUrl)
    .setExpirationTime('3m')
    .sign(key)
  return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
}

import { ConversationError } from '@conversation-hub/core'
import { importPKCS8, SignJWT } from 'jose'
import type { EnhancedChatSettings, IdentityKey } from './settings'

/** How long a signed identity token is good for; it is used at once. */
const LIFE = '5m'

/** Gives a signed identity token for a customer. */
export type SignIdentity = (customerIdentifier: string) => Promise<string>

export function identitySigner({ identity }: EnhancedChatSettings): SignIdentity | undefined {
  if (identity === undefined) return undefined
  return async (customerIdentifier) => {
    try {
      return typeof identity === 'function'
        ? await identity({ customerIdentifier })
        : await sign(customerIdentifier, identity)
    } catch {
      // Whatever failed had the key or the customer in its hands: nothing of it is passed on.
      throw new ConversationError(
        'platform-auth-failed',
        'The identity token could not be signed; check identity.privateKey (PKCS #8 PEM, RS256) or the function given as identity.',
      )
    }
  }
}

async function sign(subject: string, { issuer, keyId, privateKey, audience }: IdentityKey): Promise<string> {
  const key = await importPKCS8(await privateKey(), 'RS256')
  const token = new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(LIFE)
  if (audience !== undefined) token.setAudience(audience)
  return token.sign(key)
}

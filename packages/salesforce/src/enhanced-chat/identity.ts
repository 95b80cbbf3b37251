import { ConversationError, revealSecret } from '@conversation-hub/core'
import { importPKCS8, SignJWT } from 'jose'
import type { EnhancedChatSettings, IdentityKey } from './settings'

/** How long a signed identity token is good for; it is used at once. */
const LIFE = '5m'

/** Gives a signed identity token for a customer. */
export type SignIdentity = (customerIdentifier: string) => Promise<string>

export function identitySigner({ identity }: EnhancedChatSettings): SignIdentity | undefined {
  if (identity === undefined) return undefined
  if (typeof identity === 'function') {
    return (customerIdentifier) => revealSecret(() => identity({ customerIdentifier }))
  }
  return async (customerIdentifier) => {
    const privateKey = await identity.privateKey()
    return await sign(customerIdentifier, identity, privateKey).catch(() => {
      // Whatever failed had the key or the customer in its hands: nothing of it is passed on.
      throw new ConversationError(
        'platform-auth-failed',
        'The identity token could not be signed; check identity.privateKey (PKCS #8 PEM, RS256).',
      )
    })
  }
}

async function sign(
  subject: string,
  { issuer, keyId, audience }: IdentityKey,
  privateKey: string,
): Promise<string> {
  const key = await importPKCS8(privateKey, 'RS256')
  const token = new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(LIFE)
  if (audience !== undefined) token.setAudience(audience)
  return token.sign(key)
}

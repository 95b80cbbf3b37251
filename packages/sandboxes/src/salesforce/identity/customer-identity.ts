import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'

/** The key set an org trusts for user verification. */
export interface CustomerIdentitySettings {
  /** Must equal the `iss` claim exactly. */
  readonly issuer: string
  readonly keys: JSONWebKeySet
  /** The key set's developer name; part of the subject. Default `Default`. */
  readonly keySet?: string
}

/**
 * The verified customer's subject, or nothing when the JWT is no good: Salesforce then answers with a guest
 * instead of an error (seen by several clients).
 */
export async function verifiedSubject(
  settings: CustomerIdentitySettings | undefined,
  customerIdentityToken: string,
): Promise<string | undefined> {
  if (settings === undefined) return undefined
  try {
    // The platform picks the key by its id, so a token without one is no good even when the key would fit.
    if (decodeProtectedHeader(customerIdentityToken).kid === undefined) return undefined
    const { payload } = await jwtVerify(customerIdentityToken, createLocalJWKSet(settings.keys), {
      issuer: settings.issuer,
      algorithms: ['RS256'],
      requiredClaims: ['sub', 'iat', 'exp'],
    })
    return `v2/iamessage/AUTH/${settings.keySet ?? 'Default'}/uid:${payload.sub}`
  } catch {
    return undefined
  }
}

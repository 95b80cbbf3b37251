import { createPublicKey } from 'node:crypto'
import { decodeJwt, errors, jwtVerify } from 'jose'
import { salesforceSandboxCredentials } from '../credentials'
import type { SalesforceSwitches } from '../switches'

/** Why a token was refused, in Salesforce's words. */
export interface GrantRefusal {
  readonly error: string
  readonly error_description: string
}

export interface Client {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
}

const { clientId, clientSecret, username } = salesforceSandboxCredentials
const JWT_LIFE_SECONDS = 180

export function checkClientCredentials(
  client: Client,
  switches: SalesforceSwitches,
): GrantRefusal | undefined {
  if (client.clientId !== clientId) return refuse('invalid_client_id', 'client identifier invalid')
  if (client.clientSecret !== clientSecret) return refuse('invalid_client', 'invalid client credentials')
  if (switches.clientCredentials === 'disabled') {
    return refuse('invalid_grant', 'no client credentials user enabled')
  }
  return undefined
}

/** Salesforce, OAuth 2.0 JWT bearer flow: RS256, iss the consumer key, aud the login host, at most 3 minutes. */
export async function checkAssertion(
  assertion: string | undefined,
  audiences: readonly string[],
  publicKey: string | undefined,
  switches: SalesforceSwitches,
): Promise<GrantRefusal | undefined> {
  if (assertion === undefined || publicKey === undefined) return refuse('invalid_grant', 'invalid assertion')
  try {
    if (decodeJwt(assertion).iss !== clientId) return refuse('invalid_client_id', 'client identifier invalid')
    const { payload } = await jwtVerify(assertion, createPublicKey(publicKey), {
      algorithms: ['RS256'],
      audience: [...audiences],
      requiredClaims: ['exp', 'sub'],
    })
    if ((payload.exp ?? 0) > Date.now() / 1000 + JWT_LIFE_SECONDS + 5) {
      return refuse('invalid_grant', 'expired authorization code')
    }
    if (payload.sub !== username || !switches.userApproved) {
      return refuse('invalid_grant', "user hasn't approved this consumer")
    }
    return undefined
  } catch (error) {
    const isAudience = error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud'
    return refuse('invalid_grant', isAudience ? 'audience is invalid' : 'invalid assertion')
  }
}

function refuse(error: string, description: string): GrantRefusal {
  return { error, error_description: description }
}

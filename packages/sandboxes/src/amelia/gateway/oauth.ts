import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { jwtVerify, SignJWT } from 'jose'
import { ameliaSandboxCredentials, mappedUser } from '../accounts'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import type { AmeliaSwitches } from '../switches'
import { type GatewayApp, gatewayApp } from './env'

const issuer = 'https://amelia.sandbox/AmeliaRest'
const audience = 'rest-gateway'

/** `oauth/token`: client credentials only, no refresh. The life of a token is a switch, 3600 s by default. */
export function oauthRoutes({ world, switches }: AmeliaParts): GatewayApp {
  return gatewayApp().post('/oauth/token', async (context) => {
    const { oauth, oauthClient, oauthExpiresIn, oauthExpiresInField } = switches()
    if (oauth === 'absent') throw new Refusal(404, 'Not found')
    if (!context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded')) {
      return context.json({ error: 'invalid_request' }, 400)
    }
    const form = new URLSearchParams(await context.req.text())
    if (form.get('grant_type') !== 'client_credentials') {
      return context.json({ error: 'unsupported_grant_type' }, 400)
    }
    const client = clientOf(context, form, oauthClient)
    if (
      client.id !== ameliaSandboxCredentials.clientId ||
      client.secret !== ameliaSandboxCredentials.clientSecret
    ) {
      return context.json({ error: 'invalid_client' }, 401)
    }
    const access_token = await signToken(world.signingKey(), client.id, oauthExpiresIn)
    const expires = oauthExpiresInField === 'present' ? { expires_in: oauthExpiresIn } : {}
    return context.json({ access_token, token_type: 'Bearer', ...expires })
  })
}

/** Id and secret as form fields or as HTTP Basic, whichever is looked at here. */
function clientOf(
  context: Context,
  form: URLSearchParams,
  accepted: AmeliaSwitches['oauthClient'],
): { id: string | null; secret: string | null } {
  const basic = context.req.header('authorization')?.match(/^Basic (.+)$/i)?.[1]
  const inFields = { id: form.get('client_id'), secret: form.get('client_secret') }
  if (accepted === 'fields') return inFields
  if (basic === undefined) return accepted === 'either' ? inFields : { id: null, secret: null }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':')
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) }
}

function signToken(key: Uint8Array, clientId: string, expiresIn: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ azp: clientId })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setSubject(mappedUser.username)
    .setAudience(audience)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + expiresIn)
    .setJti(randomUUID())
    .sign(key)
}

/** The name of the user the token stands for; undefined when it is forged, expired or voided. */
export async function userOfToken(key: Uint8Array, token: string): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, { issuer, audience, requiredClaims: ['exp', 'sub'] })
    return payload.sub
  } catch {
    return undefined
  }
}

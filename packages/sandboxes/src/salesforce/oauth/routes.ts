import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import { salesforceSandboxCredentials } from '../credentials'
import type { AccessTokens } from '../identity/access-token'
import { withChecksum } from '../record-id'
import type { SalesforceSwitches } from '../switches'
import { type Client, checkAssertion, checkClientCredentials } from './grants'

export interface OAuthParts {
  readonly tokens: AccessTokens
  readonly publicKey: string | undefined
  switches(): SalesforceSwitches
  baseUrl(): string
}

const SCOPES = 'api chatbot_api sfap_api interaction_api refresh_token'
/** Salesforce, OAuth: the app is gone, or was never there. */
const NO_APP = { error: 'invalid_client_id', error_description: 'client identifier invalid' }
const USER_ID = withChecksum('005SB0000000009')
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com']

/** The login host. */
export function oauthRoutes({ tokens, publicKey, switches, baseUrl }: OAuthParts) {
  const app = new Hono<HttpEnv>()
  const identityPath = `/id/${withChecksum(salesforceSandboxCredentials.orgId)}/${USER_ID}`

  app.post('/services/oauth2/token', async (context) => {
    const form = new URLSearchParams(await context.req.text())
    const isRevoked = switches().clientApp === 'revoked'
    const refusal = isRevoked ? NO_APP : await check(form, context.req.header('authorization'))
    if (refusal !== undefined) return context.json(refusal, 400)
    return context.json({
      access_token: await tokens.mint(switches().accessTokenSeconds),
      scope: switches().scopes === 'all' ? SCOPES : 'api',
      instance_url: baseUrl(),
      api_instance_url: baseUrl(),
      id: `${baseUrl()}${identityPath}`,
      token_type: 'Bearer',
    })
  })

  app.get(identityPath, async (context) => {
    if (!(await tokens.isValid(context.req.header('authorization'))))
      return context.text('Bad_OAuth_Token', 403)
    return context.json({
      user_id: USER_ID,
      organization_id: withChecksum(salesforceSandboxCredentials.orgId),
      username: salesforceSandboxCredentials.username,
    })
  })

  return app

  function check(form: URLSearchParams, authorization: string | undefined) {
    switch (form.get('grant_type')) {
      case 'client_credentials':
        return checkClientCredentials(clientOf(form, authorization), switches())
      case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
        return checkAssertion(
          form.get('assertion') ?? undefined,
          [...LOGIN_HOSTS, baseUrl()],
          publicKey,
          switches(),
        )
      default:
        return { error: 'unsupported_grant_type', error_description: 'grant type not supported' }
    }
  }
}

/** The client's id and secret, as form fields or in a Basic header. */
function clientOf(form: URLSearchParams, authorization: string | undefined): Client {
  const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1]
  if (basic === undefined) {
    return {
      clientId: form.get('client_id') ?? undefined,
      clientSecret: form.get('client_secret') ?? undefined,
    }
  }
  const [clientId, clientSecret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
  return { clientId, clientSecret }
}

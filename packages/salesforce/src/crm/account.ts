import { type AccountTokenSource, ConversationError, cachedAccountToken } from '@conversation-hub/core'
import { decodeJwt } from 'jose'
import { z } from 'zod'
import { addressSchema } from '../settings/fields'
import { crmError } from './errors'
import { grantFor } from './grant'
import { loginInTime } from './login-in-time'
import type { CrmLoginSettings } from './settings'

/** Salesforce: the Agent API's host, unless the login says otherwise (government clouds). */
const USUAL_API_URL = 'https://api.salesforce.com'

const doing = 'Logging in to Salesforce'

const answerSchema = z.object({
  access_token: z.string().min(1),
  instance_url: addressSchema,
  api_instance_url: addressSchema.optional().catch(undefined),
})

/** Where an org's own APIs and the global ones are, as its login told. */
export interface AccountAddresses {
  readonly instanceUrl: string
  readonly apiUrl: string
}

/** One login for all conversations of an account. */
export interface SalesforceAccount {
  access(): Promise<AccountAddresses & { readonly accessToken: string }>
  /** Says that a token was refused. */
  drop(accessToken: string): void
}

export function salesforceAccount(settings: CrmLoginSettings): SalesforceAccount {
  let addresses: AccountAddresses | undefined
  const tokens: AccountTokenSource = cachedAccountToken(async () => {
    const { access_token: value, instance_url: instanceUrl, api_instance_url: apiUrl } = await logIn(settings)
    addresses = { instanceUrl, apiUrl: apiUrl ?? USUAL_API_URL }
    const expiresAt = expiryOf(value)
    return { value, ...(expiresAt !== undefined && { expiresAt }) }
  })
  return {
    async access() {
      const accessToken = await tokens.get()
      return { accessToken, ...(addresses ?? { instanceUrl: '', apiUrl: USUAL_API_URL }) }
    },
    drop: (accessToken) => tokens.drop(accessToken),
  }
}

async function logIn(settings: CrmLoginSettings): Promise<z.output<typeof answerSchema>> {
  try {
    const parsed = answerSchema.safeParse(await loginInTime(requestToken(settings), doing))
    if (parsed.success) return parsed.data
    throw new ConversationError(
      'platform-reply-invalid',
      `${doing} was answered with something else than a token; check loginUrl (SALESFORCE_LOGIN_URL).`,
    )
  } catch (thrown) {
    throw crmError(thrown, doing)
  }
}

async function requestToken(settings: CrmLoginSettings): Promise<unknown> {
  const { loginUrl = '', clientId = '', clientSecret } = settings
  const { OAuth2 } = await import('jsforce')
  const oauth2 = new OAuth2({
    loginUrl,
    clientId,
    ...(clientSecret && { clientSecret: await clientSecret() }),
  })
  return await oauth2.requestToken(await grantFor(settings))
}

/**
 * Access tokens of the Agent API are JWTs; an opaque one is used until it is refused. By the token's own two times where it has
 * both, so that a clock of ours that is fast does not log in for every call.
 */
function expiryOf(accessToken: string): number | undefined {
  try {
    const { iat, exp } = decodeJwt(accessToken)
    if (exp === undefined) return undefined
    return iat === undefined ? exp * 1_000 : Date.now() + (exp - iat) * 1_000
  } catch {
    return undefined
  }
}

import { amelia } from '@conversation-hub/amelia'
import { type Connector, ConversationError, type Problem } from '@conversation-hub/core'
import { salesforceEnhancedChat } from '@conversation-hub/salesforce'
import type { Environment } from '../settings/environment'

export interface Connectors {
  readonly connectors: Readonly<Record<string, Connector>>
  readonly problems: ReadonlyArray<Problem>
}

/** The connectors of the platforms that the environment configures: those of which any variable is set. */
export function connectorsFrom(environment: Environment): Connectors {
  const connectors: Record<string, Connector> = {}
  const problems: Problem[] = []
  const add = (name: string, make: () => Connector) => {
    try {
      connectors[name] = make()
    } catch (thrown) {
      if (!(thrown instanceof ConversationError) || thrown.code !== 'settings-invalid') throw thrown
      problems.push(...thrown.problems)
    }
  }
  if (isConfigured(environment, 'SALESFORCE_')) add('salesforce', () => salesforceFrom(environment))
  if (isConfigured(environment, 'AMELIA_')) add('amelia', () => ameliaFrom(environment))
  return { connectors, problems }
}

function isConfigured(environment: Environment, prefix: string): boolean {
  return Object.entries(environment).some(([name, value]) => name.startsWith(prefix) && value !== undefined)
}

function salesforceFrom(environment: Environment): Connector {
  const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_CLIENT_ID: clientId } = environment
  const { SALESFORCE_CLIENT_SECRET: clientSecret, SALESFORCE_USERNAME: username } = environment
  const { SALESFORCE_PRIVATE_KEY: privateKey } = environment
  const wantsRecords = [loginUrl, clientId, clientSecret, username, privateKey].some(
    (value) => value !== undefined,
  )
  return salesforceEnhancedChat({
    scrtUrl: environment.SALESFORCE_SCRT_URL ?? '',
    orgId: environment.SALESFORCE_ORG_ID ?? '',
    deployment: environment.SALESFORCE_DEPLOYMENT ?? '',
    ...(wantsRecords && {
      crm: {
        ...(loginUrl !== undefined && { loginUrl }),
        ...(clientId !== undefined && { clientId }),
        ...(clientSecret !== undefined && { clientSecret }),
        ...(username !== undefined && { username }),
        ...(privateKey !== undefined && { privateKey: privateKey.replaceAll('\\n', '\n') }),
        contact: { field: 'Email' },
      },
    }),
  })
}

function ameliaFrom(environment: Environment): Connector {
  const { AMELIA_CLIENT_ID: clientId, AMELIA_CLIENT_SECRET: clientSecret } = environment
  const { AMELIA_USERNAME: username, AMELIA_PASSWORD: password } = environment
  const usesOAuth = clientId !== undefined || clientSecret !== undefined
  return amelia({
    url: environment.AMELIA_URL ?? '',
    domain: environment.AMELIA_DOMAIN ?? '',
    // An absent half is given as an empty text: the connector names it, with its variable.
    credentials: usesOAuth
      ? { clientId: clientId ?? '', clientSecret: clientSecret ?? '' }
      : { username: username ?? '', password: password ?? '' },
  })
}

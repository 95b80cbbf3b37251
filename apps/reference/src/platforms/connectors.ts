import { amelia } from '@conversation-hub/amelia'
import { type Connector, ConversationError, type Problem } from '@conversation-hub/core'
import type { Environment } from '../settings/environment'
import { isAnyGiven } from './is-any-given'
import { salesforcePlatforms } from './salesforce'
import { toldByVariable } from './told-by-variable'

export interface Connectors {
  readonly connectors: Readonly<Record<string, Connector>>
  /** Of all that are configured, also where one could not be made. */
  readonly names: ReadonlyArray<string>
  readonly problems: ReadonlyArray<Problem>
}

/** The connectors of the platforms that the environment configures: those of which any variable is set. */
export function connectorsFrom(environment: Environment): Connectors {
  const connectors: Record<string, Connector> = {}
  const problems: Problem[] = []
  // Connectors share variables: what is wrong with one is said once.
  const isKnown = ({ at, problem }: Problem) =>
    problems.some((known) => known.at === at && known.problem === problem)
  const configured: Record<string, () => Connector> = {
    ...salesforcePlatforms(environment),
    ...(isAnyGiven(environment, 'AMELIA_') && { amelia: () => ameliaFrom(environment) }),
  }
  for (const [name, make] of Object.entries(configured)) {
    try {
      connectors[name] = make()
    } catch (thrown) {
      if (!(thrown instanceof ConversationError) || thrown.code !== 'settings-invalid') throw thrown
      const beginning = name === 'amelia' ? 'AMELIA_' : 'SALESFORCE_'
      problems.push(...toldByVariable(thrown.problems, environment, beginning).filter((one) => !isKnown(one)))
    }
  }
  return { connectors, names: Object.keys(configured), problems }
}

function ameliaFrom(environment: Environment): Connector {
  const { AMELIA_CLIENT_ID: clientId, AMELIA_CLIENT_SECRET: clientSecret } = environment
  const { AMELIA_USERNAME: username, AMELIA_PASSWORD: password } = environment
  const usesUser = username !== undefined || password !== undefined
  const usesOAuth = clientId !== undefined || clientSecret !== undefined
  // An absent half is given as an empty text: the connector names it, with its variable.
  const user = { username: username ?? '', password: password ?? '' }
  const client = { clientId: clientId ?? '', clientSecret: clientSecret ?? '' }
  return amelia({
    url: environment.AMELIA_URL ?? '',
    domain: environment.AMELIA_DOMAIN ?? '',
    // Whoever gives both is told to choose.
    credentials: usesUser && usesOAuth ? { ...user, ...client } : usesOAuth ? client : user,
  })
}

import { type ChannelAdapter, ConversationError, type Problem } from '@conversation-hub/core'
import type { TwilioSandbox } from '@conversation-hub/sandboxes'
import { twilio } from '@conversation-hub/twilio'
import type { Environment } from '../settings/environment'
import { isAnyGiven } from './is-any-given'
import { sandboxNames } from './sandbox-names'
import { toldByVariable } from './told-by-variable'

/** The carriers of text messages, by name, and which of them the default resources use. */
export interface Carriers {
  readonly carriers: Readonly<Record<string, ChannelAdapter>>
  /** Of all that are configured, also where one could not be made. */
  readonly names: ReadonlyArray<string>
  /** By the resource's platform. */
  readonly defaults: Readonly<Record<string, string>>
  readonly problems: ReadonlyArray<Problem>
}

const noCarriers: Carriers = { carriers: {}, names: [], defaults: {}, problems: [] }

/** Twilio, where any of its variables is set. Its one number serves all default resources. */
export function carriersFrom(environment: Environment): Carriers {
  if (!isAnyGiven(environment, 'TWILIO_')) return noCarriers
  const publicUrl = environment.PUBLIC_URL?.replace(/\/+$/, '')
  try {
    const adapter = twilio({
      apiUrl: environment.TWILIO_API_URL,
      // What is absent is given as an empty text: the adapter names it, with its variable.
      accountSid: environment.TWILIO_ACCOUNT_SID ?? '',
      authToken: environment.TWILIO_AUTH_TOKEN ?? '',
      from: environment.TWILIO_FROM ?? '',
      webhookUrl: publicUrl === undefined ? undefined : `${publicUrl}/webhooks/twilio`,
    })
    return {
      carriers: { twilio: adapter },
      names: ['twilio'],
      defaults: { salesforce: 'twilio', amelia: 'twilio' },
      problems: [],
    }
  } catch (thrown) {
    if (!(thrown instanceof ConversationError) || thrown.code !== 'settings-invalid') throw thrown
    const problems = toldByVariable(thrown.problems, environment, 'TWILIO_')
    return { ...noCarriers, names: ['twilio'], problems }
  }
}

/** The sandbox's two numbers, one for each platform. `appUrl` is asked when it is needed. */
export function sandboxCarriers(
  { url, credentials, numbers }: TwilioSandbox,
  appUrl: () => string,
): Carriers {
  const names = sandboxNames.carriers
  const carriers = names.map((name, index) => {
    const webhookUrl = () => `${appUrl()}/webhooks/${name}`
    return [name, twilio({ apiUrl: url, ...credentials, from: numbers[index] ?? '', webhookUrl })] as const
  })
  const defaults = { salesforce: names[0], amelia: names[1] }
  return { carriers: Object.fromEntries(carriers), names, defaults, problems: [] }
}

/** Tells the sandbox where the messages to its numbers go, as one does in Twilio's console. */
export function connectNumbers(
  sandbox: TwilioSandbox,
  { carriers, defaults }: Carriers,
  appUrl: string,
): void {
  for (const [platform, name] of Object.entries(defaults)) {
    const number = carriers[name]?.address
    if (number === undefined) continue
    const label = platform.charAt(0).toUpperCase() + platform.slice(1)
    sandbox.connectNumber(number, { webhookUrl: `${appUrl}/webhooks/${name}`, label })
  }
}

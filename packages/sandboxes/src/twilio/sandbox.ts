import { createSandboxApp } from '../control/routes'
import { createWatchers } from '../desk/watchers'
import { createFaults, type Faults } from '../faults/faults'
import { listen } from '../http/listen'
import { openJournal } from '../journal/journal'
import { createRecorder, type RecordedRequest } from '../recorder/recorder'
import { createSwitches, type Switches } from '../switches/switches'
import { apiRoutes } from './api/routes'
import { createCarrier } from './carrier'
import { twilioSandboxCredentials, twilioSandboxNumbers } from './credentials'
import type { TwilioSandboxOptions } from './options'
import { createPhones, type Phones } from './phone/phones'
import { phoneRoutes, threadOf } from './phone/routes'
import { type TwilioSwitches, twilioSwitchesSchema } from './switches'
import { createWebhookPosts } from './webhooks'
import type { Message } from './world/message'
import { openWorld } from './world/world'

/** A running Twilio double. The same controls are reached over HTTP under `/sandbox/`. */
export interface TwilioSandbox extends Phones {
  /** The API host. */
  readonly url: string
  /** The phone, for a person with a browser who is the customer. */
  readonly phoneUrl: string
  readonly credentials: typeof twilioSandboxCredentials
  readonly numbers: ReadonlyArray<string>
  readonly switches: Switches<TwilioSwitches>
  readonly faults: Faults
  /** As in Twilio's console: where messages to a number go, and what the phone page calls it. */
  connectNumber(number: string, settings: { readonly webhookUrl: string; readonly label?: string }): void
  /** Every request that the API received, oldest first, credentials included. */
  requests(): readonly RecordedRequest[]
  clearRequests(): void
  /** What a customer's phone shows under a number (default: the first), oldest first. */
  thread(customer: string, number?: string): ReadonlyArray<Message>
  /** Destroys all connections and stops. */
  close(): Promise<void>
}

/** Starts a Twilio double on a real socket. Rejects when the port is taken or a switch is badly written. */
export async function startTwilioSandbox(options: TwilioSandboxOptions = {}): Promise<TwilioSandbox> {
  const switches = createSwitches(twilioSwitchesSchema, options.switches)
  const faults = createFaults()
  const recorder = createRecorder()
  const watchers = createWatchers()
  const journal = openJournal(options.stateFile)
  const numbers = options.numbers ?? twilioSandboxNumbers
  let url = ''
  const current = () => switches.current
  const webhooks = createWebhookPosts(current)
  const parts = {
    world: openWorld(journal, numbers),
    switches: current,
    baseUrl: () => url,
    changed: watchers.changed,
  }
  const { world } = parts
  const carrier = createCarrier({ ...parts, webhooks, pace: options.pace ?? 25 })
  const phones = createPhones(parts, webhooks)

  const page = phoneRoutes(parts, phones, watchers.watch)
  const app = createSandboxApp({ switches, faults, recorder, page })
  app.route('/', apiRoutes(parts, carrier))

  const listening = await listen(app, options).catch((error: unknown) => {
    journal.close()
    throw error
  })
  url = listening.url
  carrier.resume()

  return {
    url,
    phoneUrl: `${url}/sandbox/`,
    credentials: twilioSandboxCredentials,
    numbers,
    switches,
    faults,
    ...phones,
    connectNumber(number, { webhookUrl, label = number }) {
      if (!world.numbers.get(number)) throw new Error(`The account has no number ${number}.`)
      world.numbers.set(number, { number, label, webhookUrl })
    },
    requests: recorder.requests,
    clearRequests: recorder.clear,
    thread: (customer, number = numbers[0] ?? '') => threadOf(world.messages.values(), customer, number),
    async close() {
      carrier.stop()
      webhooks.stop()
      await listening.close()
      journal.close()
    },
  }
}

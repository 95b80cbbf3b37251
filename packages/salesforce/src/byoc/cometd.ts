import { ConversationError } from '@conversation-hub/core'
import type { SalesforceAccount } from '../crm/account'
import { API_VERSION } from '../crm/login'
import { replayIdOf } from './events'

/** The part of jsforce's CometD client that we need. Its own types leave half of it out. */
interface CometdClient {
  subscribe(channel: string, listener: (message: unknown) => void): unknown
  on(event: 'transport:down', listener: () => void): void
  disconnect(): unknown
  /** Private in faye, and used by jsforce all the same: there is no public way to stop its tries. */
  readonly _dispatcher: { close(): void }
}

interface BayeuxMessage {
  readonly channel: string
  readonly successful?: boolean
  readonly error?: string
  ext?: object
}

/** Gets what happens to a subscription. */
export interface CometdListener {
  readonly onSubscribed: () => void
  readonly onMessage: (message: unknown) => void
  /** Calls `goOn` as soon as what has come has been taken: no more is asked for before that. */
  readonly whenTaken: (goOn: () => void) => void
  /** Any answer of the server's. */
  readonly onSignOfLife: () => void
  readonly onFailure: (error: ConversationError) => void
}

/** The replay id that begins with new events only, and the one that begins with the oldest kept. */
export const NEW_EVENTS = '-1'
export const ALL_KEPT_EVENTS = '-2'

/**
 * Subscribes to a channel of the Streaming API from a replay id on. jsforce fixes the token when a client is
 * made, and leaves a refused handshake pending for ever: so every trouble ends the subscription, and the
 * driver opens a new one with a fresh token. Returns the function that stops it.
 */
export async function subscribe(
  account: SalesforceAccount,
  { channel, replayId }: { channel: string; replayId: string },
  { onSubscribed, onMessage, whenTaken, onSignOfLife, onFailure }: CometdListener,
): Promise<() => void> {
  const { accessToken, instanceUrl } = await account.access()
  const { Connection } = await import('jsforce')
  const connection = new Connection({ version: API_VERSION, instanceUrl, accessToken })
  let stopped = false
  let isUp = false
  let from = replayId

  const incoming = (message: BayeuxMessage, next: (message: BayeuxMessage) => void) => {
    isUp = true
    if (stopped && message.channel === '/meta/disconnect') giveUp()
    if (!stopped) {
      onSignOfLife()
      if (message.channel === '/meta/subscribe' && message.successful) onSubscribed()
      if (message.channel.startsWith('/meta/') && message.successful === false) {
        if (isTokenRefused(message)) account.drop(accessToken)
        // If nothing has come yet, "new events" would leave out what is sent until the next subscription.
        if (!isMended(message) || from === NEW_EVENTS) onFailure(subscriptionError(message))
      }
    }
    next(message)
  }
  const outgoing = (message: BayeuxMessage, next: (message: BayeuxMessage | null) => void) => {
    // A client that was never connected cannot be disconnected: it is kept from saying anything more.
    if (stopped && message.channel !== '/meta/disconnect') return next(null)
    if (message.channel === '/meta/subscribe') message.ext = { replay: { [channel]: Number(from) } }
    if (message.channel !== '/meta/connect') return next(message)
    // Whoever waits too long with it is forgotten by Salesforce (40 s), and subscribes again where it stopped.
    whenTaken(() => next(stopped ? null : message))
  }

  const client: unknown = connection.streaming.createClient([{ incoming, outgoing }])
  if (!isCometdClient(client)) throw new ConversationError('internal', 'jsforce gave no CometD client.')
  // faye tries for ever to deliver what it could not, the goodbye among it, and with the old token.
  const giveUp = () => client._dispatcher.close()
  client.on('transport:down', () => {
    isUp = false
    if (stopped) giveUp()
    else onFailure(unreachable())
  })
  client.subscribe(channel, (message) => {
    from = replayIdOf(message) ?? from
    if (!stopped) onMessage(message)
  })
  return () => {
    stopped = true
    if (isUp) client.disconnect()
    else giveUp()
  }
}

function isCometdClient(client: unknown): client is CometdClient {
  return (
    typeof client === 'object' &&
    client !== null &&
    'subscribe' in client &&
    'on' in client &&
    'disconnect' in client &&
    '_dispatcher' in client
  )
}

function isTokenRefused({ error, ext }: BayeuxMessage): boolean {
  return /401|authentication/i.test(`${error} ${JSON.stringify(ext ?? {})}`)
}

/** The server has forgotten the client: a Salesforce node that was left, an expired cookie. */
const isForgotten = ({ error = '' }: BayeuxMessage) => /unknown client/i.test(error)

/** faye introduces itself anew, and subscribes again. Where the subscription itself is answered so, it does not. */
const isMended = (message: BayeuxMessage) => message.channel === '/meta/connect' && isForgotten(message)

/** A refused replay id: it is too old, or of another org. */
export class ReplayRefused extends ConversationError {
  constructor() {
    super('platform-unavailable', 'Salesforce no longer keeps the events after the kept replay id.')
  }
}

function subscriptionError(message: BayeuxMessage): ConversationError {
  const { channel, error = '' } = message
  if (channel === '/meta/subscribe' && /replay ?id/i.test(error)) return new ReplayRefused()
  if (isForgotten(message)) {
    return new ConversationError(
      'platform-unavailable',
      'Salesforce has forgotten who reads the event stream.',
    )
  }
  // Salesforce, Streaming API error codes: of a limit it speaks with the same number as of a missing permission.
  if (/limit exceeded/i.test(error)) {
    return new ConversationError(
      'platform-rate-limited',
      'A limit of the org on platform events is used up (Setup, Platform Events, Event Allocations); it is tried again.',
    )
  }
  if (channel === '/meta/subscribe' && /^40[34]/.test(error)) {
    return new ConversationError(
      'platform-misconfigured',
      'Salesforce refuses the subscription to the platform event; check event (SALESFORCE_BYOC_EVENT) and the permission of the run-as user.',
    )
  }
  if (isTokenRefused(message)) {
    return new ConversationError(
      'platform-unavailable',
      'Salesforce refuses the access of the event stream; it is opened anew with a fresh one.',
    )
  }
  return new ConversationError('platform-unavailable', 'Salesforce refuses the event stream.')
}

const unreachable = () =>
  new ConversationError('platform-unreachable', 'The connection to Salesforce’s event stream was lost.')

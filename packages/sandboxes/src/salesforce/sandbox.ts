import { createSandboxApp } from '../control/routes'
import {
  agentActionSchema,
  type DeskConversation,
  type DeskTranscript,
  type WrittenAgentAction,
} from '../desk/desk'
import { deskRoutes } from '../desk/routes'
import { createFaults, type Faults } from '../faults/faults'
import { listen } from '../http/listen'
import { openJournal } from '../journal/journal'
import { createRecorder, type RecordedRequest } from '../recorder/recorder'
import { createSwitches, type Switches } from '../switches/switches'
import { sandboxActionRoutes } from './action-routes'
import { agentforceRoutes } from './agentforce/routes'
import { openAgentSessions } from './agentforce/session'
import { openCometd } from './byoc/cometd'
import { byocRoutes } from './byoc/routes'
import { salesforceSandboxCredentials } from './credentials'
import { salesforceDesk } from './desk'
import { openEnhancedChat } from './enhanced-chat/enhanced-chat'
import { enhancedChatRoutes } from './enhanced-chat/routes'
import type { StreamControl } from './enhanced-chat/streams/streams'
import { createAccessTokens } from './identity/access-token'
import { createCustomerTokens } from './identity/customer-token'
import { openSigningKey } from './identity/signing-key'
import { openMessaging } from './messaging/messaging'
import { oauthRoutes } from './oauth/routes'
import type { SalesforceSandboxOptions } from './options'
import { openRecords, type Records } from './records/records'
import { recordsRoutes } from './records/routes'
import { type SalesforceSwitches, salesforceSwitchesSchema } from './switches'

/** A running Salesforce double. The same controls are reached over HTTP under `/sandbox/`. */
export interface SalesforceSandbox {
  /** The login host, the org's instance and the SCRT host in one. */
  readonly url: string
  /** The agent desk, for a person with a browser. */
  readonly deskUrl: string
  readonly credentials: typeof salesforceSandboxCredentials
  readonly switches: Switches<SalesforceSwitches>
  readonly faults: Faults
  /** The open Enhanced Chat event streams. */
  readonly streams: StreamControl
  /** Every request the platform's routes received, oldest first, credentials included. */
  requests(): readonly RecordedRequest[]
  clearRequests(): void
  conversations(): DeskConversation[]
  /** With the transcript as the platform sees it. */
  conversation(conversationId: string): DeskTranscript | undefined
  /** Acts as a person at the desk. Throws when the action does not fit the conversation. */
  agent(conversationId: string, action: WrittenAgentAction): void
  /** The platform ends the messaging session by itself, as it does after long silence. */
  expireSession(conversationId: string): void
  /** Every OAuth access token handed out so far is refused from now on. */
  expireAccessTokens(): void
  /** Every Enhanced Chat token handed out so far has expired from now on, those of open streams too. */
  expireCustomerTokens(): void
  /** The org's records, for tests that need one or look for one. */
  readonly records: Records
  /** Destroys all connections and stops. */
  close(): Promise<void>
}

/** Starts a Salesforce double on a real socket. Rejects when the port is taken or a switch is badly written. */
export async function startSalesforceSandbox(
  options: SalesforceSandboxOptions = {},
): Promise<SalesforceSandbox> {
  const switches = createSwitches(salesforceSwitchesSchema, options.switches)
  const journal = openJournal(options.stateFile)
  const faults = createFaults()
  const recorder = createRecorder()
  const pace = options.pace ?? 15
  let url = ''

  const key = openSigningKey(journal)
  const tokens = createAccessTokens(key)
  const current = () => switches.current
  const baseUrl = () => url
  const messaging = openMessaging({ journal, pace, switches: current, baseUrl })
  const platform = openEnhancedChat(messaging, {
    tokens: createCustomerTokens(key),
    identity: options.customerIdentity,
  })
  const sessions = openAgentSessions(journal, platform.watchers.changed)
  const desk = salesforceDesk(platform, sessions)
  const app = createSandboxApp({ switches, faults, recorder, page: deskRoutes(desk) })
  const records = openRecords(journal, platform.chats, current)
  app.route('/', enhancedChatRoutes(platform))
  app.route(
    '/',
    oauthRoutes({
      tokens,
      publicKey: options.publicKey,
      switches: () => switches.current,
      baseUrl: () => url,
    }),
  )
  app.route('/', agentforceRoutes({ sessions, tokens, pace, switches: current, baseUrl }))
  const cometd = openCometd(messaging, tokens)
  app.route('/api/v1', byocRoutes(messaging, tokens))
  app.route('/', cometd.routes)
  app.route('/services/data/:version', recordsRoutes(records, platform.chats, tokens))
  app.route('/sandbox', sandboxActionRoutes(platform, tokens))

  const stop = () => {
    platform.stage.stop()
    platform.streams.stop()
    cometd.close()
  }
  const listening = await listen(app, options).catch((error: unknown) => {
    stop()
    journal.close()
    throw error
  })
  url = listening.url
  platform.stage.resume()

  return {
    url,
    deskUrl: `${url}/sandbox/`,
    credentials: salesforceSandboxCredentials,
    switches,
    faults,
    streams: platform.streams,
    requests: recorder.requests,
    clearRequests: recorder.clear,
    conversations: desk.conversations,
    conversation: desk.conversation,
    agent: (conversationId, action) => desk.agent(conversationId, agentActionSchema.parse(action)),
    expireSession: (id) => platform.stage.interrupt(id, [{ step: 'end-session', role: 'System' }]),
    expireAccessTokens: tokens.expireAll,
    expireCustomerTokens: () => {
      platform.tokens.expireAll()
      platform.streams.expire()
    },
    records,
    async close() {
      stop()
      await listening.close()
      journal.close()
    },
  }
}

import { createSandboxApp } from '../control/routes'
import {
  agentActionSchema,
  type DeskConversation,
  type DeskTranscript,
  type WrittenAgentAction,
} from '../desk/desk'
import { deskRoutes } from '../desk/routes'
import { createWatchers } from '../desk/watchers'
import { createFaults, type Faults } from '../faults/faults'
import { listen } from '../http/listen'
import { openJournal } from '../journal/journal'
import { createRecorder, type RecordedRequest } from '../recorder/recorder'
import { createSwitches, type Switches } from '../switches/switches'
import { ameliaSandboxCredentials } from './accounts'
import { type SandboxActions, sandboxActionRoutes } from './action-routes'
import { ameliaDesk } from './desk'
import { gatewayRoutes } from './gateway/routes'
import { createWebhookPosts } from './gateway/webhook'
import type { AmeliaSandboxOptions } from './options'
import { createStage } from './stage/stage'
import { type AmeliaSwitches, ameliaSwitches } from './switches'
import { ameliaPresets } from './switches/presets'
import { webchatRoutes } from './webchat/routes'
import { createSockets } from './webchat/sockets'
import { openWorld } from './world/world'

/** A running Amelia double. The same controls are reached over HTTP under `/sandbox/`. */
export interface AmeliaSandbox extends SandboxActions {
  /** The host: `/AmeliaRest/api/v1` is the REST gateway below it, `/Amelia` the core web API. */
  readonly url: string
  /** The agent desk, for a person with a browser. */
  readonly deskUrl: string
  /** Who may log in, and the domain to start conversations in. */
  readonly credentials: typeof ameliaSandboxCredentials
  readonly switches: Switches<AmeliaSwitches>
  readonly faults: Faults
  /** How many web sockets of the chat are open at this moment. */
  readonly openSockets: number
  /** Every request and STOMP frame that arrived, oldest first, credentials included. */
  requests(): readonly RecordedRequest[]
  clearRequests(): void
  conversations(): DeskConversation[]
  /** With the transcript as the platform sees it. */
  conversation(conversationId: string): DeskTranscript | undefined
  /** Acts as a person at the desk. Throws when the action does not fit the conversation. */
  agent(conversationId: string, action: WrittenAgentAction): void
  /** Destroys all connections and stops. */
  close(): Promise<void>
}

const sweepMilliseconds = 1_000

/** Starts an Amelia double on a real socket. Rejects when the port is taken or a switch is badly written. */
export async function startAmeliaSandbox(options: AmeliaSandboxOptions = {}): Promise<AmeliaSandbox> {
  const written = { ...ameliaPresets[options.preset ?? '7.3'], ...options.switches }
  const switches = createSwitches(ameliaSwitches, written)
  const faults = createFaults()
  const recorder = createRecorder()
  const watchers = createWatchers()
  const journal = openJournal(options.stateFile)
  const world = openWorld(journal)
  const current = () => switches.current
  const stage = createStage({
    world,
    pace: options.pace ?? 25,
    switches: current,
    deskOpen: () => watchers.present,
    changed: watchers.changed,
  })
  const parts = { world, stage, switches: current }
  const desk = ameliaDesk({ ...parts, watch: watchers.watch })
  const webhooks = createWebhookPosts(parts)
  const sockets = createSockets({ ...parts, recorder, subscribedBefore: new Set() }, faults)
  const actions: SandboxActions = {
    expireSession: stage.expire,
    expireAccessTokens: world.voidTokens,
    forgetVisitors: world.forgetVisitors,
    cutSockets: sockets.cut,
  }

  const app = createSandboxApp({ switches, faults, recorder, page: deskRoutes(desk) })
  app.route('/sandbox', sandboxActionRoutes(actions))
  app.route('/AmeliaRest/api/v1', gatewayRoutes(parts))
  app.route('/Amelia/api', webchatRoutes(parts))

  const listening = await listen(app, options).catch((error: unknown) => {
    journal.close()
    throw error
  })
  sockets.accept(listening.server)
  const sweep = setInterval(stage.expireIdle, sweepMilliseconds)
  stage.resume()
  webhooks.resume()

  return {
    url: listening.url,
    deskUrl: `${listening.url}/sandbox/`,
    credentials: ameliaSandboxCredentials,
    switches,
    faults,
    get openSockets() {
      return sockets.count
    },
    requests: recorder.requests,
    clearRequests: recorder.clear,
    conversations: desk.conversations,
    conversation: desk.conversation,
    agent: (conversationId, action) => desk.agent(conversationId, agentActionSchema.parse(action)),
    ...actions,
    async close() {
      clearInterval(sweep)
      stage.stop()
      webhooks.stop()
      sockets.stop()
      await listening.close()
      journal.close()
    },
  }
}

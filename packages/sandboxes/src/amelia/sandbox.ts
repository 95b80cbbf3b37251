import { createSandboxApp } from '../control/routes'
import type { AgentAction, DeskConversation, DeskTranscript } from '../desk/desk'
import { createWatchers } from '../desk/watchers'
import { createFaults, type Faults } from '../faults/faults'
import { listen } from '../http/listen'
import { openJournal } from '../journal/journal'
import { createRecorder, type RecordedRequest } from '../recorder/recorder'
import { createSwitches, type Switches } from '../switches/switches'
import { ameliaCredentials } from './accounts'
import { controlRoutes } from './control'
import { ameliaDesk } from './desk'
import { gatewayRoutes } from './gateway/routes'
import { createWebhookPosts } from './gateway/webhook'
import { createStage } from './stage/stage'
import { type AmeliaSwitches, ameliaSwitches } from './switches'
import { type AmeliaPreset, ameliaPresets } from './switches/presets'
import { webchatRoutes } from './webchat/routes'
import { acceptSockets } from './webchat/sockets'
import { openWorld } from './world/world'

export interface AmeliaSandboxOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** File that keeps the state over a `kill -9`. Default: none, the state dies with the process. */
  readonly stateFile?: string
  /** The release to behave like. Default `7.3`. */
  readonly preset?: AmeliaPreset
  /** Switches that differ from the preset. */
  readonly switches?: Partial<AmeliaSwitches>
  /** Milliseconds between two scripted messages. Default 25. With 0 a call is answered after all is said. */
  readonly pace?: number
}

export interface AmeliaSandbox {
  /** The server: add `/AmeliaRest/api/v1` for the REST gateway, `/Amelia` for the core web API. */
  readonly url: string
  /** The page on which a person plays the human agent. */
  readonly deskUrl: string
  /** Who may log in, and the domain to start conversations in. */
  readonly credentials: typeof ameliaCredentials
  readonly switches: Switches<AmeliaSwitches>
  readonly faults: Faults
  /** What arrived on the platform's paths, oldest first, with credentials. */
  requests(): readonly RecordedRequest[]
  conversations(): DeskConversation[]
  conversation(conversationId: string): DeskTranscript | undefined
  /** Plays the human agent. Throws a `DeskRefusal` when the action does not fit. */
  agent(conversationId: string, action: AgentAction): void
  /** Ends a conversation as if its idle time had passed. */
  expire(conversationId: string): void
  /** Voids all tokens, as a restart with a new key does. */
  voidTokens(): void
  /** Cuts every open web socket, as a lost network does. */
  dropSockets(): void
  /** Forgets every cookie: `httpSession/check` answers that the session is invalid. */
  dropVisitors(): void
  close(): Promise<void>
}

const sweepEvery = 1_000

/** Starts an Amelia double on a real socket. Rejects when the port is taken. */
export async function startAmeliaSandbox(options: AmeliaSandboxOptions = {}): Promise<AmeliaSandbox> {
  const { host, port, stateFile, preset = '7.3', pace = 25 } = options
  const switches = createSwitches(ameliaSwitches, { ...ameliaPresets[preset], ...options.switches })
  const faults = createFaults()
  const recorder = createRecorder()
  const watchers = createWatchers()
  const journal = openJournal(stateFile)
  const world = openWorld(journal)
  const current = () => switches.current
  const stage = createStage({
    world,
    pace,
    switches: current,
    deskOpen: () => watchers.present,
    changed: watchers.changed,
  })
  const parts = { world, stage, switches: current }
  const desk = ameliaDesk({ ...parts, watch: watchers.watch })
  const webhooks = createWebhookPosts(parts)

  const app = createSandboxApp({ switches, faults, recorder, desk })
  app.route('/AmeliaRest/api/v1', gatewayRoutes(parts))
  app.route('/Amelia/api', webchatRoutes(parts))
  app.route('/sandbox', controlRoutes(parts, { dropSockets: () => sockets.drop() }))

  const listening = await listen(app, { host, port })
  const sockets = acceptSockets(listening.server, { ...parts, recorder, subscribedBefore: new Set() }, faults)
  const sweep = setInterval(() => {
    for (const { conversationId } of [...world.conversations.values()]) stage.expireIfIdle(conversationId)
  }, sweepEvery)
  stage.resume()
  webhooks.resume()

  return {
    url: listening.url,
    deskUrl: `${listening.url}/sandbox/`,
    credentials: ameliaCredentials,
    switches,
    faults,
    requests: recorder.requests,
    conversations: desk.conversations,
    conversation: desk.conversation,
    agent: desk.agent,
    expire: stage.expire,
    voidTokens: world.voidTokens,
    dropSockets: sockets.drop,
    dropVisitors: world.dropVisitors,
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

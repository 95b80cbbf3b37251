import type { KeyObject } from 'node:crypto'
import { createWatchers, type Watchers } from '../../desk/watchers'
import type { Journal } from '../../journal/journal'
import type { Switches } from '../../switches/switches'
import type { CustomerIdentitySettings } from '../identity/customer-identity'
import type { SalesforceSwitches } from '../switches'
import { createLimiter, type Limiter } from './limiter'
import { createStage, type Stage } from './script/stage'
import { type Chats, openChats } from './state/chats'
import { openFiles } from './state/files'
import { createStreams, type Streams } from './streams/streams'

/** Everything the Enhanced Chat routes and the desk work on. */
export interface EnhancedChat {
  readonly chats: Chats
  readonly files: ReturnType<typeof openFiles>
  readonly stage: Stage
  readonly streams: Streams
  readonly limiter: Limiter
  readonly watchers: Watchers
  /** Conversations whose customer is typing. */
  readonly typing: Set<string>
  readonly key: KeyObject
  readonly identity: CustomerIdentitySettings | undefined
  /** Read at the moment of use. */
  switches(): SalesforceSwitches
  /** Where this sandbox is reached. */
  baseUrl(): string
}

export interface EnhancedChatOptions {
  readonly journal: Journal
  readonly switches: Switches<SalesforceSwitches>
  readonly key: KeyObject
  readonly identity: CustomerIdentitySettings | undefined
  readonly pace: number
  baseUrl(): string
}

export function openEnhancedChat(options: EnhancedChatOptions): EnhancedChat {
  const switches = () => options.switches.current
  const chats = openChats(options.journal)
  const watchers = createWatchers()
  chats.onChange(watchers.changed)
  const stage = createStage({
    chats,
    pace: options.pace,
    circumstances: () => ({
      chats,
      routingFails: switches().routingFails,
      agentTakesOver: switches().autoAgent && !watchers.present,
      sessionEndClosesConversation: switches().sessionEndClosesConversation,
    }),
  })
  return {
    chats,
    files: openFiles(options.journal),
    stage,
    streams: createStreams(chats, switches),
    limiter: createLimiter(switches),
    watchers,
    typing: new Set(),
    key: options.key,
    identity: options.identity,
    switches,
    baseUrl: options.baseUrl,
  }
}

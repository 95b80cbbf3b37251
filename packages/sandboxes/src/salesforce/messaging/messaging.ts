import { createWatchers, type Watchers } from '../../desk/watchers'
import type { Journal } from '../../journal/journal'
import type { SalesforceSwitches } from '../switches'
import { createStage, type Stage } from './script/stage'
import { type Chats, openChats } from './state/chats'
import { openFiles } from './state/files'

/** The org's messaging: conversations of every channel, the script that plays in them, and who watches. */
export interface Messaging {
  readonly chats: Chats
  readonly files: ReturnType<typeof openFiles>
  readonly stage: Stage
  readonly watchers: Watchers
  /** Conversations whose customer is typing. */
  readonly typing: Set<string>
  /** Read at the moment of use. */
  switches(): SalesforceSwitches
  /** Where this sandbox is reached. */
  baseUrl(): string
}

export interface MessagingOptions {
  readonly journal: Journal
  readonly pace: number
  switches(): SalesforceSwitches
  baseUrl(): string
}

export function openMessaging({ journal, pace, switches, baseUrl }: MessagingOptions): Messaging {
  const chats = openChats(journal)
  const watchers = createWatchers()
  chats.onChange(watchers.changed)
  const stage = createStage({
    chats,
    pace,
    circumstances: () => ({
      chats,
      routingFails: switches().routingFails,
      agentTakesOver: switches().autoAgent && !watchers.present,
      sessionEndClosesConversation: switches().sessionEndClosesConversation,
      entriesHaveOwnIds: switches().entryIdentifier === 'own',
      routingRequest: switches().routingRequest,
    }),
  })
  return { chats, files: openFiles(journal), stage, watchers, typing: new Set(), switches, baseUrl }
}

export { createHub } from './create-hub'
export type { DatabaseSettings } from './database/open-database'
export type {
  ConversationFilter,
  ConversationPage,
  DeadLetter,
  DeliveredEvent,
  Hub,
  HubDescription,
  KeptFile,
  Listener,
  StartSessionRequest,
  StartTrigger,
  Subscription,
  WebSession,
} from './hub'
export type { HubGroupSettings, HubSettings, Log, LogEntry, ResourceSettings } from './settings/settings'

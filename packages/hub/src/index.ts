export { createHub } from './create-hub'
export { makeDataFolder } from './database/make-data-folder'
export type { DatabaseSettings } from './database/open-database'
export type { TranscriptHandedOver } from './driving/moves/handed-over'
export type { Failpoint, FailpointName } from './failpoints'
export type { DeliveredEvent, Listener, Subscription, WhyOver } from './fan-out/listener'
export type { FileLink } from './files/file-url'
export type { Hub } from './hub'
export type {
  Consent,
  ConsentChange,
  ConsentQuery,
  ConversationFilter,
  ConversationPage,
  CustomerMove,
  DeadLetter,
  HubDescription,
  KeptFile,
  MovedConversation,
  ResourceAvailability,
  StartSessionRequest,
  StartTrigger,
  WebSession,
} from './requests-and-answers'
export { checkConfiguration, type KnownNames } from './settings/read-configuration'
export type {
  HubConfiguration,
  HubGroupSettings,
  HubSettings,
  Limits,
  Log,
  LogEntry,
  ResourceSettings,
} from './settings/settings'

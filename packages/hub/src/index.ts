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

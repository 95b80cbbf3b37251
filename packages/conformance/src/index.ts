export type {
  AgentAtDesk,
  ConnectorSubject,
  ConversationHandle,
  Failure,
  OtherCall,
  PlatformDouble,
  ReceivedMessage,
  RunningSubject,
} from './subject'
export { testConnector } from './test-connector'

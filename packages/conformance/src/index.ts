export type {
  AgentAtDesk,
  ConnectorSubject,
  ConversationHandle,
  Failure,
  PlatformDouble,
  ReceivedMessage,
  RunningSubject,
} from './subject'
export { testConnector } from './test-connector'

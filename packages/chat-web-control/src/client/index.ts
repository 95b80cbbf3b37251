export type { ChatClient } from './chat-client'
export { createChatClient } from './create-chat-client'
export type { Outgoing, OutgoingChoice, OutgoingFile, OutgoingForm, OutgoingText } from './outgoing'
export type { ChatStorage } from './page-storage'
export type { ChatClientSettings, GivenSession } from './settings'
export type { Queue, ToldMessage } from './told'
export type { ChatItem, ChatPhase, ChatView, PendingItem } from './view'
export type {
  AttachmentPart,
  Author,
  AuthorRole,
  CardPart,
  Choice,
  ChoicesPart,
  ConversationEvent,
  FormField,
  FormInput,
  FormOption,
  FormPart,
  FormValues,
  InputExpected,
  MessagePart,
  MessageSaid,
  PartialSeen,
  ParticipantChanged,
  QueueMoved,
  ReceiptGiven,
  ReceiptStatus,
  StateChanged,
  TextPart,
  TypingSeen,
} from './wire'

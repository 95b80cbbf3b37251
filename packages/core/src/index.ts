// One conversation with one connector, in memory

export type { BareConversation, BareOptions } from './bare/bare-conversation'
export { type BareStartRequest, resumeConversation, startConversation } from './bare/start-conversation'

// The contract: what apps ask for, and what they hear

export { type Author, type AuthorRole, authorSchema } from './contract/author'
export {
  type Conversation,
  conversationSchema,
  type StartResult,
  startResultSchema,
} from './contract/conversation'
export { type CustomerMessage, customerMessageSchema, type FormAnswer } from './contract/customer-message'
export {
  type ConversationEvent,
  conversationEventSchema,
  type KeptEvent,
  type MessageEvent,
  messageEventSchema,
  type NewEvent,
  type PassingEvent,
  type ReceiptEvent,
  type ReceiptStatus,
} from './contract/events'
export {
  type AttachmentPart,
  type CardPart,
  type Choice,
  type ChoicesPart,
  type FormField,
  type FormPart,
  type MessagePart,
  messagePartSchema,
} from './contract/parts'
export {
  attributesSchema,
  type OnLive,
  type ResolvedStartRequest,
  type StartRequest,
  startRequestSchema,
} from './contract/request'
export {
  type BoundName,
  type ResourceProfiles,
  resourceBindings,
} from './contract/resource-bindings'
export {
  type ConversationState,
  conversationStateSchema,
  type EndReason,
  endReasonSchema,
} from './contract/states'
export { idSchema, MAX_TEXT_CHARACTERS, messageTextSchema, textSchema } from './contract/text'
export { type SpokenLine, spokenLineSchema, type Transcript, transcriptSchema } from './contract/transcript'

// The connector interface, v1

export type {
  AccountStreamArrival,
  AccountStreamStep,
  Arrival,
  KeyedEvents,
  ReplyArrival,
  StreamArrival,
  StreamOptions,
  StreamStep,
  WebhookArrival,
  WebhookRequest,
} from './connector/arrival'
export type { Capabilities, Repeatability } from './connector/capabilities'
export type {
  Command,
  EndCommand,
  KeptCommand,
  OutgoingAttachment,
  OutgoingChoice,
  OutgoingForm,
  OutgoingMessage,
  OutgoingText,
  ReceiptCommand,
  SendCommand,
  StartCommand,
  TypingCommand,
} from './connector/commands'
export type { Conclusion } from './connector/conclusion'
export type {
  Availability,
  CallContext,
  CommandResult,
  Connector,
  PlatformFile,
  Reconciliation,
} from './connector/connector'
export type {
  PlatformEcho,
  PlatformEnded,
  PlatformEscalated,
  PlatformEvent,
  PlatformInput,
  PlatformMessage,
  PlatformNotice,
  PlatformPartial,
  PlatformParticipant,
  PlatformQueue,
  PlatformReceipt,
  PlatformState,
  PlatformTyping,
} from './connector/platform-events'
export type { JsonValue, PlatformSession } from './connector/platform-session'

// The channel adapter interface, v1

export type {
  CarrierMessage,
  ChannelAdapter,
  ChannelCapabilities,
  DeliverCommand,
  DeliveryReconciliation,
  DeliveryTraces,
  WebhookReply,
} from './channel/channel-adapter'
export type { CarrierReceipt, ChannelEvent, InboundMedia, InboundMessage } from './channel/channel-events'
export { type ConsentKeyword, consentKeyword } from './channel/consent-keyword'

// Errors

export { type ErrorCode, errorCodes, type Remedy } from './errors/codes'
export {
  asConversationError,
  ConversationError,
  type ErrorDetails,
  type Outcome,
  type Problem,
} from './errors/conversation-error'
export { errorFromStatus, parseRetryAfter } from './errors/from-status'
export { parseRequest, problemsOf } from './errors/from-zod'

// For whoever writes a connector

export { type AccountToken, type AccountTokenSource, cachedAccountToken } from './account-token/account-token'

export { addressSchema } from './settings/address'
export { readSettings } from './settings/read-settings'
export { revealSecret, type Secret, secretSchema } from './settings/secret'

// For whoever drives a connector

export { commandDeadlineMs, REPLY_SILENCE_MS, runCommand } from './connector/run-command'
export { CALL_DEADLINE_MS, withDeadline } from './connector/with-deadline'
export { partsAsText } from './degrade/as-text'
export { choiceFromText, choicesOf } from './degrade/choice-from-text'
export { echoedWords } from './degrade/echoed-words'
export { fitToPlatform } from './degrade/fit-to-platform'
export { type IntendedMessage, intendedMessage, type Offer } from './degrade/intended-message'
export { transcriptToHandOver } from './degrade/transcript-to-hand-over'
export { type FollowOptions, followStream } from './follow/follow-stream'
export { silenceGuard } from './follow/silence-guard'
export {
  type Applied,
  applyPlatformEvent,
  type NewPassingEvent,
  type Progress,
} from './progress/apply-platform-event'
export { pause } from './retry/pause'
export { GIVE_UP_AFTER_MS, retryDelayMs } from './retry/schedule'
export { createStopSwitch, type StopSwitch } from './retry/stop-switch'
export type { Stoppable } from './retry/stoppable'

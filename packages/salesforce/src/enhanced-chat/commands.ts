import type { OutgoingAttachment, OutgoingMessage, ReceiptCommand, SendCommand } from '@conversation-hub/core'
import { fieldKinds } from '../entries/form'
import { derivedId } from './derived-id'
import type { Session } from './session'

type SpokenMessage = Exclude<OutgoingMessage, OutgoingAttachment>

/** What every call about one conversation says besides its own subject. */
export interface Messaging {
  readonly deployment: string
  readonly session: Session
  /** Opens a messaging session, because there is none (any more). */
  readonly opensSession: boolean
}

export function createPayload({ deployment, session }: Omit<Messaging, 'opensSession'>) {
  return {
    conversationId: session.conversationId,
    esDeveloperName: deployment,
    routingAttributes: session.routingAttributes,
    ...languageOf(session),
  }
}

export function messagePayload(id: string, message: SpokenMessage, messaging: Messaging) {
  return { message: { id, ...contentOf(message) }, ...sessionFields(messaging) }
}

export function filePayload(
  { commandId }: SendCommand,
  { text = '' }: OutgoingAttachment,
  messaging: Messaging,
) {
  return {
    message: { id: commandId, fileId: derivedId(commandId, 'file'), text },
    ...sessionFields(messaging),
  }
}

export function typingPayload(id: string, typing: boolean) {
  return { id, entryType: typing ? 'TypingStartedIndicator' : 'TypingStoppedIndicator' }
}

export function receiptPayload({ commandId, messageId, status }: ReceiptCommand) {
  const entryType = status === 'read' ? 'Read' : 'Delivery'
  return { acks: [{ id: commandId, entryType, conversationEntryId: messageId }] }
}

/**
 * Without routing attributes and language a new messaging session may silently never be routed (seen in live
 * traces), so both are said again.
 */
function sessionFields({ deployment, session, opensSession }: Messaging) {
  return {
    esDeveloperName: deployment,
    isNewMessagingSession: opensSession,
    ...(opensSession && { routingAttributes: session.routingAttributes, ...languageOf(session) }),
  }
}

function languageOf({ language }: Session) {
  return language === undefined ? {} : { language }
}

function contentOf(message: SpokenMessage) {
  switch (message.type) {
    case 'text':
      return {
        messageType: 'StaticContentMessage',
        staticContent: { formatType: 'Text', text: message.text },
      }
    case 'choice':
      return {
        messageType: 'ChoicesResponseMessage',
        inReplyToMessageId: message.inReplyTo,
        choicesResponse: {
          formatType: 'Selections',
          selectedOptions: [{ optionIdentifier: message.choiceId }],
        },
      }
    case 'form':
      return {
        messageType: 'FormResponseMessage',
        inReplyToMessageId: message.inReplyTo,
        formResponse: {
          formatType: 'Inputs',
          inputValues: Object.entries(message.values).map(([name, value]) =>
            inputValue(name, [value].flat()),
          ),
        },
      }
  }
}

/** The kind of an answer is in its field's name; see `entries/form`. */
function inputValue(name: string, values: ReadonlyArray<string>) {
  const kind = fieldKinds.find((candidate) => name.endsWith(`:${candidate}`))
  const inputId = kind === undefined ? name : name.slice(0, -kind.length - 1)
  const [value = ''] = values
  switch (kind) {
    case 'select':
      return {
        inputValueType: 'SelectedOptionsInputValue',
        inputId,
        selectedOptions: values.map((optionIdentifier) => ({ optionIdentifier })),
      }
    case 'date':
      return single(inputId, { valueType: 'DateValue', dateValue: value })
    case 'date-time':
      return single(inputId, { valueType: 'DateTimeValue', dateTimeValue: value })
    case undefined:
      return single(inputId, { valueType: 'TextValue', textValue: value })
  }
}

function single(inputId: string, value: Readonly<Record<string, string>>) {
  return { inputValueType: 'SingleInputValue', inputId, value }
}

import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'
import * as core from '../src'

/** Every name that `src/index.ts` exports, types included, sorted. */
function exportedNames(): { values: string[]; types: string[] } {
  const path = new URL('../src/index.ts', import.meta.url)
  const source = ts.createSourceFile('index.ts', readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  const names = source.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, isTypeOnly }) =>
    exportClause && ts.isNamedExports(exportClause)
      ? exportClause.elements.map((element) => ({
          name: element.name.text,
          type: isTypeOnly || element.isTypeOnly,
        }))
      : [],
  )
  const sorted = (type: boolean) =>
    names
      .filter((one) => one.type === type)
      .map(({ name }) => name)
      .sort()
  return { values: sorted(false), types: sorted(true) }
}

// Others build on these names. Adding one is a decision; removing or renaming one breaks somebody.
it('core exports these values', () => {
  expect(exportedNames().values).toEqual(Object.keys(core).sort())
  expect(exportedNames().values).toEqual([
    'CALL_DEADLINE_MS',
    'ConversationError',
    'GIVE_UP_AFTER_MS',
    'MAX_TEXT_CHARACTERS',
    'RETRY_DELAYS_MS',
    'answersAsText',
    'applyPlatformEvent',
    'asConversationError',
    'attributesSchema',
    'authorSchema',
    'cachedAccountToken',
    'choiceFromText',
    'choicesOf',
    'conversationEventSchema',
    'conversationSchema',
    'conversationStateSchema',
    'customerMessageSchema',
    'endReasonSchema',
    'errorCodes',
    'errorFromStatus',
    'fitToPlatform',
    'followStream',
    'idSchema',
    'intendedMessage',
    'keptEventSchema',
    'messageEventSchema',
    'messagePartSchema',
    'parseRequest',
    'parseRetryAfter',
    'partAsText',
    'partsAsText',
    'pause',
    'problemsOf',
    'reopenDelayMs',
    'resumeConversation',
    'retryDelayMs',
    'runCommand',
    'spokenLineSchema',
    'startConversation',
    'startRequestSchema',
    'startResultSchema',
    'textSchema',
    'transcriptSchema',
    'transcriptToHandOver',
    'withDeadline',
  ])
})

it('core exports these types', () => {
  expect(exportedNames().types).toEqual([
    'AccountStreamArrival',
    'AccountStreamStep',
    'AccountToken',
    'AccountTokenSource',
    'Applied',
    'Arrival',
    'AttachmentPart',
    'Author',
    'AuthorRole',
    'Availability',
    'BareConversation',
    'BareOptions',
    'BareStartRequest',
    'CallContext',
    'Capabilities',
    'CardPart',
    'Choice',
    'ChoicesPart',
    'Command',
    'CommandResult',
    'Connector',
    'Conversation',
    'ConversationEvent',
    'ConversationState',
    'CustomerMessage',
    'EndCommand',
    'EndReason',
    'ErrorCode',
    'ErrorDetails',
    'FollowOptions',
    'FormAnswer',
    'FormField',
    'FormPart',
    'IntendedMessage',
    'JsonValue',
    'KeptCommand',
    'KeptEvent',
    'KeyedEvents',
    'MessageEvent',
    'MessagePart',
    'NewEvent',
    'NewPassingEvent',
    'Offer',
    'OnLive',
    'Outcome',
    'OutgoingAttachment',
    'OutgoingChoice',
    'OutgoingForm',
    'OutgoingMessage',
    'OutgoingText',
    'PassingEvent',
    'PlatformEcho',
    'PlatformEnded',
    'PlatformEscalated',
    'PlatformEvent',
    'PlatformFile',
    'PlatformInput',
    'PlatformMessage',
    'PlatformNotice',
    'PlatformPartial',
    'PlatformParticipant',
    'PlatformQueue',
    'PlatformReceipt',
    'PlatformSession',
    'PlatformState',
    'PlatformTyping',
    'Problem',
    'Progress',
    'ReceiptCommand',
    'ReceiptEvent',
    'ReceiptStatus',
    'Reconciliation',
    'Remedy',
    'Repeatability',
    'ReplyArrival',
    'ResolvedStartRequest',
    'SendCommand',
    'SpokenLine',
    'StartCommand',
    'StartRequest',
    'StartResult',
    'StreamArrival',
    'StreamOptions',
    'StreamStep',
    'Transcript',
    'TypingCommand',
    'WebhookArrival',
    'WebhookRequest',
  ])
})

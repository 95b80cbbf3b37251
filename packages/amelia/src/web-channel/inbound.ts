import { echoedWords, type OutgoingMessage } from '@conversation-hub/core'
import { fieldAndValueOf } from '../message/choice-id'
import type { ResolvedWebChannelSettings } from '../settings'

/** How the customer's next words have to be treated, as Amelia's last message asked. */
export interface Discretion {
  readonly secure: boolean
  readonly offTheRecord: boolean
}

/** A message of the customer's side: its type and its body, as the vendor's SDK sends them. */
export interface Inbound {
  readonly type: string
  readonly body: object
  /** What Amelia sends when she has it. STOMP itself confirms no frame. */
  readonly confirmedBy: 'echo' | 'anything' | 'nothing'
}

type Answers = Readonly<Record<string, string | ReadonlyArray<string>>>
type FormAnswers = ResolvedWebChannelSettings['formAnswers']

/** What the customer says. */
export function utterance(
  message: Exclude<OutgoingMessage, { type: 'attachment' }>,
  discretion: Discretion,
  formAnswers: FormAnswers,
): Inbound {
  const body = { ...said(message, formAnswers), ...flags(discretion) }
  return { type: 'InboundUserUtteranceMessage', body, confirmedBy: 'echo' }
}

export const startConversation: Inbound = {
  type: 'InboundStartConversationMessage',
  body: {},
  confirmedBy: 'anything',
}

export const replayConversation: Inbound = {
  type: 'InboundReplayConversationMessage',
  body: {},
  confirmedBy: 'anything',
}

export const acknowledgement: Inbound = { type: 'InboundAckMessage', body: {}, confirmedBy: 'nothing' }

export const userActivity = (typing: boolean): Inbound => ({
  type: 'InboundUserActivityMessage',
  body: { typing },
  confirmedBy: 'nothing',
})

/** Tells of a file that has been put into the content store. */
export const uploaded = (uploadId: string): Inbound => ({
  type: 'InboundUnsolicitedUploadMessage',
  body: { attributes: { cm_object_metadata_id: uploadId } },
  confirmedBy: 'anything',
})

export const closeConversation = (skipPreCloseSurvey: boolean): Inbound => ({
  type: 'InboundConversationClosedMessage',
  body: skipPreCloseSurvey ? { attributes: { skipPreCloseSurvey } } : {},
  confirmedBy: 'anything',
})

function said(message: Exclude<OutgoingMessage, { type: 'attachment' }>, formAnswers: FormAnswers): object {
  switch (message.type) {
    case 'text':
      return { messageText: message.text }
    case 'choice': {
      const answer = fieldAndValueOf(message.choiceId)
      return {
        messageText: message.title,
        ...(answer && answered({ [answer.field]: answer.value }, formAnswers)),
      }
    }
    case 'form':
      return {
        messageText: echoedWords(message),
        ...answered(message.values, formAnswers),
      }
  }
}

/**
 * Both shapes were seen: `{field: value}` in the SDK, `{SelectionField: [{name, value}]}` in newer web pages. These
 * say here, too, that an answer is no words to find an intention in.
 */
function answered(answers: Answers, formAnswers: FormAnswers): object {
  const selected = Object.entries(answers).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value })),
  )
  return {
    attributes: {
      formInputAttributes: formAnswers === 'field-values' ? answers : { SelectionField: selected },
      ...noIntentDetection,
    },
  }
}

function flags({ secure, offTheRecord }: Discretion): object {
  return { secure, offTheRecord, ...noIntentDetection }
}

const noIntentDetection = { allowIntentDetectionInFormInput: false } as const

import { z } from 'zod'
import { ameliaMessage, ameliaText } from '../message/say'
import type { AmeliaParts } from '../parts'
import { tell } from '../script/scene'
import { replay } from '../stage/replay'
import type { AmeliaSwitches } from '../switches'
import type { Session } from '../world/session'
import { formAnswers } from './form-answers'

const body = z.looseObject({
  messageText: z.string().optional(),
  secure: z.boolean().default(false),
  offTheRecord: z.boolean().default(false),
  allowIntentDetectionInFormInput: z.boolean().optional(),
  typing: z.boolean().optional(),
  customAttributes: z.record(z.string(), z.string()).optional(),
  attributes: z.looseObject({}).optional(),
})

type Body = z.infer<typeof body>

/** What a message of the customer's side does. Types of agent consoles, and types to come, do nothing here. */
export function receiveInbound(parts: AmeliaParts, session: Session, type: string, written: unknown) {
  const { world, stage } = parts
  const parsed = body.safeParse(written)
  if (!parsed.success) throw new Error('Invalid message body')
  const message = parsed.data
  const { conversationId } = session
  switch (type) {
    case 'InboundStartConversationMessage':
      return start(parts, session, message)
    case 'InboundReplayConversationMessage':
      return replay(parts, session)
    case 'InboundUserUtteranceMessage':
      return utterance(parts, session, message)
    case 'InboundRequestConfirmMessage':
    case 'InboundBpnKickoffMessage':
      return stage.hear(session, { text: message.messageText ?? '' })
    case 'InboundUserActivityMessage':
      return stage.note(conversationId, { customerTyping: message.typing ?? false })
    case 'InboundSetCustomConversationAttributesMessage': {
      const attributes = world.conversations.get(conversationId)?.attributes
      return stage.note(conversationId, { attributes: { ...attributes, ...message.customAttributes } })
    }
    case 'InboundChangeSessionLanguageMessage':
      return speak(parts, session, message)
    case 'InboundUnsolicitedUploadMessage':
      return stage.tellNow(conversationId, [tell(ameliaText(`Thank you for ${uploadName(parts, message)}.`))])
    case 'InboundConversationClosedMessage':
      return stage.close(conversationId, message.attributes?.skipPreCloseSurvey === true)
  }
}

/** The greeting comes only after this message. Since 6.7 it may carry the first words. */
function start({ stage, switches }: AmeliaParts, session: Session, { messageText }: Body): void {
  const { ackRequest, startUtterance } = switches()
  if (ackRequest === 'sent') {
    stage.tellNow(session.conversationId, [tell(ameliaMessage('OutboundAckRequestMessage', null))])
  }
  stage.greet(session.conversationId)
  if (messageText && startUtterance === 'heard') stage.hear(session, { text: messageText })
}

function utterance({ world, stage, switches }: AmeliaParts, session: Session, message: Body) {
  const { inputLimit, inputWhileDisabled, formInputAttributes, intentDetectionFlag } = switches()
  const conversation = world.conversations.get(session.conversationId)
  const text = message.messageText ?? ''
  const disabled = conversation?.phase.name === 'amelia' && conversation.agenda.length > 0
  const refused =
    (disabled && inputWhileDisabled === 'refused') || (inputLimit > 0 && text.length > inputLimit)
  if (refused) {
    const error = ameliaMessage('OutboundSystemErrorMessage', 'This message cannot be taken now.')
    return stage.tellNow(session.conversationId, [tell(error)])
  }
  const isForm = !detectsIntent(message, intentDetectionFlag)
  const answers = isForm ? formAnswers(message.attributes?.formInputAttributes, formInputAttributes) : {}
  const { secure, offTheRecord } = message
  stage.hear(session, { text, discretion: { secure, offTheRecord }, formAnswers: answers })
}

/** Whether an answer to a form may be taken for words. Who does not say has an old client, which means a form. */
function detectsIntent(message: Body, where: AmeliaSwitches['intentDetectionFlag']): boolean {
  const beside = message.allowIntentDetectionInFormInput
  const inside = message.attributes?.allowIntentDetectionInFormInput
  const said = [...(where === 'attributes' ? [] : [beside]), ...(where === 'top-level' ? [] : [inside])]
  return where === 'either' ? said.includes(true) : !said.includes(false)
}

/** From now on Amelia's messages of this session are in that language. What she does with `direction` is not known. */
function speak({ world }: AmeliaParts, { sessionId }: Session, { attributes }: Body) {
  const session = world.sessions.get(sessionId)
  const language = attributes?.language
  if (session && typeof language === 'string') world.sessions.set(sessionId, { ...session, language })
}

function uploadName({ world }: AmeliaParts, { attributes }: Body): string {
  const uploadId = attributes?.cm_object_metadata_id
  return (typeof uploadId === 'string' ? world.uploads.get(uploadId)?.filename : undefined) ?? 'the file'
}

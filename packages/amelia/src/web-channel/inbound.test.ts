import { describe, expect, it } from 'vitest'
import { closeConversation, uploaded, userActivity, utterance } from './inbound'

const ordinary = { secure: false, offTheRecord: false }
const noIntent = { allowIntentDetectionInFormInput: false }
const flags = { ...ordinary, ...noIntent }
const choice = { type: 'choice', choiceId: 'size=s', title: 'Small', inReplyTo: 'm1' } as const
const form = {
  type: 'form',
  formId: 'f',
  inReplyTo: 'm1',
  values: { size: 's', extras: ['gift', 'door'] },
} as const

describe('what the customer says', () => {
  it.each([
    ['words', { type: 'text', text: ' as typed ' } as const, 'field-values', { messageText: ' as typed ' }],
    [
      'a choice',
      choice,
      'field-values',
      { messageText: 'Small', attributes: { formInputAttributes: { size: 's' }, ...noIntent } },
    ],
    [
      'a choice, as newer web pages spell it',
      choice,
      'selection-field',
      {
        messageText: 'Small',
        attributes: {
          formInputAttributes: { SelectionField: [{ name: 'size', value: 's' }] },
          ...noIntent,
        },
      },
    ],
    [
      'a choice whose id was too long',
      { ...choice, choiceId: 'choice 3' },
      'field-values',
      { messageText: 'Small' },
    ],
    [
      'a form',
      form,
      'field-values',
      { messageText: 's, gift, door', attributes: { formInputAttributes: form.values, ...noIntent } },
    ],
    [
      'a form, as newer web pages spell it',
      form,
      'selection-field',
      {
        messageText: 's, gift, door',
        attributes: {
          formInputAttributes: {
            SelectionField: [
              { name: 'size', value: 's' },
              { name: 'extras', value: 'gift' },
              { name: 'extras', value: 'door' },
            ],
          },
          ...noIntent,
        },
      },
    ],
  ] as const)('%s', (_name, message, formAnswers, body) => {
    const inbound = utterance(message, ordinary, formAnswers)
    expect(inbound).toMatchObject({ type: 'InboundUserUtteranceMessage', confirmedBy: 'echo' })
    expect(inbound.body).toEqual({ ...body, ...flags })
  })

  it('is marked as Amelia’s question asked for', () => {
    const { body } = utterance(
      { type: 'text', text: 'x' },
      { secure: true, offTheRecord: true },
      'field-values',
    )
    expect(body).toMatchObject({ secure: true, offTheRecord: true })
  })
})

describe('what else the customer does', () => {
  it.each([
    [userActivity(true), 'InboundUserActivityMessage', { typing: true }],
    [uploaded('u1'), 'InboundUnsolicitedUploadMessage', { attributes: { cm_object_metadata_id: 'u1' } }],
    [
      closeConversation(true),
      'InboundConversationClosedMessage',
      { attributes: { skipPreCloseSurvey: true } },
    ],
    [closeConversation(false), 'InboundConversationClosedMessage', {}],
  ])('%j', (inbound, type, body) => {
    expect(inbound).toMatchObject({ type, body })
  })
})

import type { StartCommand } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { newConversation, sentText } from './commands'
import { startingContextSchema, type WrittenStartingContext } from './starting-context'

const start: StartCommand = {
  type: 'start',
  commandId: 'c1',
  conversationId: 'conversation-1',
  channel: 'sms',
  customerDestination: '+15550100',
  customerIdentifier: 'customer-7',
  attributes: { plan: 'gold' },
  language: 'de-DE',
  transcript: [
    { author: { role: 'customer' }, text: 'Hello' },
    { author: { role: 'agent', name: 'Ada' }, text: 'Hi' },
  ],
}

function bodyOf(
  startingContext: WrittenStartingContext = {},
  more: { greetingProcess?: string; language?: string } = {},
  command = start,
) {
  return newConversation(command, {
    domain: 'support',
    language: more.language,
    greetingProcess: more.greetingProcess,
    startingContext: startingContextSchema.parse(startingContext),
  })
}

const values = {
  plan: 'gold',
  customerIdentifier: 'customer-7',
  customerDestination: '+15550100',
  channel: 'sms',
  conversationId: 'conversation-1',
  language: 'de-DE',
  transcript: 'customer: Hello\nAda: Hi',
}

describe('the body of a start', () => {
  it('tells everything under its own name, in both places', () => {
    expect(bodyOf()).toEqual({
      domain: 'support',
      initialAttributes: values,
      initialBpnVariables: values,
    })
  })

  it('renames nothing but what is to be renamed', () => {
    const named = { ...start, attributes: { constructor: 'Tata' } }
    expect(JSON.stringify(bodyOf({}, {}, named))).toContain('{"constructor":"Tata",')
  })

  it('uses the names of the domain’s flows and leaves out what they do not want', () => {
    const context = bodyOf({
      placedIn: 'attributes',
      names: {
        customerIdentifier: 'crmId',
        customerDestination: false,
        channel: false,
        conversationId: false,
        language: 'locale',
        transcript: false,
      },
      rename: { plan: 'customerPlan' },
    })
    expect(context).toMatchObject({
      initialAttributes: { customerPlan: 'gold', crmId: 'customer-7', locale: 'de-DE' },
      initialBpnVariables: {},
    })
  })

  it('names the greeting process among the variables', () => {
    expect(bodyOf({ placedIn: 'attributes' }, { greetingProcess: 'welcome' })).toMatchObject({
      initialAttributes: values,
      initialBpnVariables: { processName: 'welcome' },
    })
    expect(bodyOf({ placedIn: 'variables' })).toMatchObject({
      initialAttributes: {},
      initialBpnVariables: values,
    })
  })

  it('falls back to the language of the settings, and says nothing where there is nothing to say', () => {
    const bare: StartCommand = {
      type: 'start',
      commandId: 'c1',
      conversationId: 'conversation-1',
      channel: 'web-chat',
      customerDestination: 'web-1',
      attributes: {},
    }
    const known = { customerDestination: 'web-1', channel: 'web-chat', conversationId: 'conversation-1' }
    expect(bodyOf({}, {}, bare)).toMatchObject({ initialAttributes: known })
    expect(bodyOf({}, { language: 'en-US' }, bare)).toMatchObject({
      initialAttributes: { ...known, language: 'en-US' },
    })
  })

  it('holds texts only, one level deep', () => {
    const body = JSON.parse(JSON.stringify(bodyOf()))
    for (const map of [body.initialAttributes, body.initialBpnVariables]) {
      expect(Object.values(map).every((value) => typeof value === 'string')).toBe(true)
    }
  })
})

describe('the words of a message', () => {
  it('are the text, or the title of the choice', () => {
    expect(sentText({ type: 'text', text: '  as typed ' })).toBe('  as typed ')
    expect(sentText({ type: 'choice', choiceId: 'a=b', title: 'Red', inReplyTo: 'm1' })).toBe('Red')
  })

  it('are refused where the gateway has no way for them', () => {
    const form = { type: 'form', formId: 'f', inReplyTo: 'm1', values: {} } as const
    expect(() => sentText(form)).toThrow(expect.objectContaining({ code: 'not-supported' }))
  })
})

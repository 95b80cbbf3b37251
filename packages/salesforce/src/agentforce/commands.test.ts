import { endReasonSchema, type StartCommand } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { endReasonHeader, startPayload } from './commands'
import { nextSequence } from './session'
import { resolveSettings } from './settings'

it('every reason of an end has a word of Salesforce’s', () => {
  const told = endReasonSchema.options.map((reason) => [reason, endReasonHeader(reason)])
  expect(Object.fromEntries(told)).toEqual({
    'customer-ended': 'UserRequest',
    'agent-ended': 'Transfer',
    'bot-ended': 'Other',
    moved: 'Transfer',
    'customer-idle': 'Expiration',
    'agent-idle': 'Expiration',
    'no-agent': 'Other',
    'platform-expired': 'Expiration',
    'platform-error': 'Error',
    refused: 'Other',
    'opted-out': 'Other',
    operator: 'Other',
  })
})

it('a message has a higher number than the one before, also by a clock that was set back', () => {
  expect(nextSequence({ sessionId: 's', lastSequence: 7 }, 1_000)).toBe(1_000)
  expect(nextSequence({ sessionId: 's', lastSequence: 2_000 }, 1_000)).toBe(2_001)
})

it('of a variable, the start says more than the CRM, and that more than the settings', () => {
  const settings = resolveSettings({
    loginUrl: 'https://acme.my.salesforce.com',
    clientId: 'c',
    clientSecret: 's',
    agentId: '0XxSB0000000001',
    variables: { fixed: { a: 'fixed', b: 'fixed', c: 'fixed' }, names: { plan: 'c' } },
  })
  const command: StartCommand = {
    type: 'start',
    commandId: 'k',
    conversationId: 'k',
    channel: 'web-chat',
    customerDestination: 'd',
    attributes: { plan: 'start' },
  }
  const { variables } = startPayload(command, settings, {
    instanceUrl: 'https://acme.my.salesforce.com',
    fromCrm: { b: 'crm', c: 'crm' },
  })
  expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
    a: 'fixed',
    b: 'crm',
    c: 'start',
  })
})

import type { MessagePart } from '@conversation-hub/core'
import { it } from 'vitest'
import { withBench } from '../bench'
import { forms } from '../scenarios/forms'
import { testConnector } from '../test-connector'
import { fakeSubject, hearing, idempotentSubject, replyingSubject } from './variants'

testConnector(fakeSubject('a fake that does everything right'))
testConnector(idempotentSubject('a fake whose platform recognises repeats, and whose starts are looked up'))
testConnector(replyingSubject('a fake whose platform speaks in replies'))

const ofTheGreeting: MessagePart = {
  type: 'form',
  formId: 'of the greeting',
  fields: [{ name: 'topic', label: 'Topic', input: 'text' }],
}

const askingAtOnce = fakeSubject('a fake whose greeting asks a form', (connector) =>
  hearing(connector, (event) => {
    const greets = event.type === 'message' && event.parts.every(({ type }) => type === 'text')
    return [greets ? { ...event, parts: [...event.parts, ofTheGreeting] } : event]
  }),
)

it.each(forms)('$name: also where the greeting asks a form of its own', ({ run }) =>
  withBench(askingAtOnce, run))

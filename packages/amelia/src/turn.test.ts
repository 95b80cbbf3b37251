import { describe, expect, it } from 'vitest'
import { readMessages } from './message/message'
import { createTurn } from './turn'

const text = { messageType: 'TextMessageFromAmelia', sourceUserType: 'Amelia' }
const ready = { messageType: 'AmeliaReadyMessageFromAmelia', sourceUserType: 'Amelia', inputEnabled: true }
const escalated = { messageType: 'OutboundEscalationStartedMessage', sourceUserType: 'Amelia' }
const ownEcho = { messageType: 'OutboundEchoMessage', sourceUserType: 'User', selfEcho: true }
const agent = { messageType: 'OutboundEchoMessage', sourceUserType: 'Agent', selfEcho: false }
const back = { messageType: 'OutboundAgentSessionChangedMessage', sourceUserType: 'Amelia' }

describe('the turn', () => {
  it.each<[string, ReadonlyArray<object>, boolean]>([
    ['while she greets', [text], true],
    ['after she is ready', [text, ready], false],
    ['after a text that enables the input', [{ ...text, inputEnabled: true }], false],
    ['after the customer’s own words came back', [ownEcho], true],
    ['in a queue', [escalated], false],
    ['with a person', [agent, text], false],
    ['when she has taken over again', [agent, back], true],
    ['when she is ready again', [agent, back, ready], false],
  ])('%s', (_name, batch, isAmelias) => {
    const turn = createTurn()
    turn.begin()
    for (const message of readMessages(batch)) turn.hear(message)
    expect(turn.isAmelias).toBe(isAmelias)
  })

  it('passes with the customer’s words, unless they are refused or a person is there', () => {
    const turn = createTurn()
    turn.pass()
    expect(turn.isAmelias).toBe(true)
    turn.takeBack()
    expect(turn.isAmelias).toBe(false)
    for (const message of readMessages([agent])) turn.hear(message)
    turn.pass()
    expect(turn.isAmelias).toBe(false)
  })
})

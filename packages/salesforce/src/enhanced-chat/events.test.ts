import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { entrySchema } from '../entries/entry'
import { derivedId } from '../start/derived-id'
import { translateEvent, translateListedEntry } from './events'
import { collectPartialTexts } from './partial-texts'
import { collectSaidIds } from './said-ids'

const conversationId = '6b3f5d6e-0000-4000-8000-000000000001'

function envelope(
  payload: object,
  { role = 'Chatbot', id = 'e1', conversation = conversationId } = {},
): string {
  return JSON.stringify({
    channelType: 'embedded_messaging',
    conversationId: conversation,
    conversationEntry: {
      identifier: id,
      entryType: 'Message',
      entryPayload: JSON.stringify(payload),
      sender: { role, subject: 's' },
      senderDisplayName: 'Astro',
      transcriptedTimestamp: 1,
    },
  })
}

const text = (words: string, id = 'e1') => ({
  entryType: 'Message',
  id,
  abstractMessage: {
    id,
    messageType: 'StaticContentMessage',
    staticContent: { formatType: 'Text', text: words },
  },
})

const translate = (event: string, data: string, partialTexts = collectPartialTexts()) =>
  translateEvent({ event, data }, { conversationId, saidIds: collectSaidIds(() => undefined) }, partialTexts)

describe('an event of the stream', () => {
  it('is translated by its name', () => {
    expect(translate('CONVERSATION_MESSAGE', envelope(text('Hi')))).toMatchObject([
      { type: 'message', id: 'e1' },
    ])
    expect(translate('CONVERSATION_TYPING_STARTED_INDICATOR', envelope({}))).toMatchObject([
      { type: 'typing' },
    ])
    expect(translate('CONVERSATION_CLOSE_CONVERSATION', envelope({}))).toMatchObject([{ type: 'ended' }])
  })

  it.each([
    ['a ping whose data is a number', 'ping', '0'],
    ['a ping whose data is an object', 'ping', '{}'],
    ['an unknown event', 'CONVERSATION_SOMETHING_NEW', JSON.stringify({ conversationId, something: 'new' })],
    ['an unknown kind of event', 'WEATHER', 'rain'],
    [
      'an entry that is not read',
      'CONVERSATION_SOMETHING_NEW',
      JSON.stringify({ conversationId, conversationEntry: {} }),
    ],
    [
      'another conversation of the same person',
      'CONVERSATION_MESSAGE',
      envelope(text('Hi'), { conversation: 'other' }),
    ],
  ])('passes by: %s', (_, event, data) => {
    expect(translate(event, data)).toEqual([])
  })

  it.each([
    ['is not JSON', '{"conv'],
    ['is a message without an id', JSON.stringify({ conversationId, conversationEntry: {} })],
    ['is a message of nothing', JSON.stringify({ conversationId, conversationEntry: null })],
  ])('is mentioned when it %s', (_, data) => {
    expect(translate('CONVERSATION_MESSAGE', data)).toMatchObject([
      { type: 'notice', code: 'event-unreadable' },
    ])
  })

  it('does not show what we said at the start in the customer’s name', () => {
    const id = derivedId(conversationId, 'kickoff')
    expect(translate('CONVERSATION_MESSAGE', envelope(text('go', id), { role: 'EndUser', id }))).toEqual([])
    const receipt = { acknowledgedConversationEntryIdentifier: id }
    expect(translate('CONVERSATION_READ_ACKNOWLEDGEMENT', envelope(receipt, { role: 'Agent' }))).toEqual([])
  })
})

describe('a message that is being written', () => {
  const token = (sequenceNumber: number, words: string, target = 'm1') =>
    envelope({
      entryType: 'StreamingToken',
      streamingToken: {
        token: { formatType: 'Text', text: words },
        sequenceNumber,
        targetMessageIdentifier: target,
        tokenType: 'MessageStreamingToken',
      },
    })

  it.each([0, 1])('grows with every piece, counted from %i', (first) => {
    const partialTexts = collectPartialTexts()
    const add = (index: number, words: string) =>
      translate('CONVERSATION_STREAMING_TOKEN', token(first + index, words), partialTexts)
    const author = { role: 'bot', name: 'Astro' }
    expect(add(0, 'This ')).toEqual([{ type: 'partial', id: 'm1', author, text: 'This ' }])
    expect(add(0, 'This '), 'a replay').toEqual([])
    expect(add(2, 'bits'), 'a piece ahead of its turn').toMatchObject([{ text: 'This ' }])
    expect(add(1, 'is ')).toMatchObject([{ text: 'This is bits' }])
  })

  it('is not shown when its beginning was missed', () => {
    expect(translate('CONVERSATION_STREAMING_TOKEN', token(7, 'end'))).toEqual([])
  })

  it('ends with the whole message', () => {
    const partialTexts = collectPartialTexts()
    translate('CONVERSATION_STREAMING_TOKEN', token(0, 'This '), partialTexts)
    translate('CONVERSATION_MESSAGE', envelope(text('This is it', 'm1'), { id: 'm1' }), partialTexts)
    const [again] = translate('CONVERSATION_STREAMING_TOKEN', token(0, 'New '), partialTexts)
    expect(again).toMatchObject({ text: 'New ' })
  })

  it('is taken back where the whole message has another id', () => {
    const partialTexts = collectPartialTexts()
    translate('CONVERSATION_STREAMING_TOKEN', token(0, 'This '), partialTexts)
    const whole = envelope(text('This is it', 'm1'), { id: 'e1' })
    expect(translate('CONVERSATION_MESSAGE', whole, partialTexts)).toMatchObject([
      { type: 'partial', id: 'm1', text: '' },
      { type: 'message', id: 'e1 m1' },
    ])
  })

  it('takes no more memory than it should', () => {
    const partialTexts = collectPartialTexts()
    const shown = Array.from({ length: 30 }, (_, index) =>
      translate('CONVERSATION_STREAMING_TOKEN', token(0, 'x', `m${index}`), partialTexts),
    ).flat()
    expect(shown).toHaveLength(20)
  })

  it('takes no more work for a piece of a long text than for one of a short one', () => {
    let looks = 0
    class CountingMap<Key, Value> extends Map<Key, Value> {
      override get(key: Key) {
        looks += 1
        return super.get(key)
      }
    }
    vi.stubGlobal('Map', CountingMap)
    onTestFinished(() => void vi.unstubAllGlobals())
    const partialTexts = collectPartialTexts()
    const shown = Array.from({ length: 2_000 }, (_, index) =>
      translate('CONVERSATION_STREAMING_TOKEN', token(index, 'bit '), partialTexts),
    )
    expect(looks).toBeLessThan(10 * 2_000)
    expect(shown.at(-1)).toMatchObject([{ text: 'bit '.repeat(2_000) }])
  })
})

describe('an entry of the list', () => {
  const reopenedAt = Date.UTC(2026, 10, 24, 10, 0, 5)
  const ours = { conversationId, reopenedAt: () => reopenedAt, saidIds: collectSaidIds(() => undefined) }
  const listed = (entryType: string, entryPayload: object, transcriptedTimestamp = 1) =>
    translateListedEntry(
      entrySchema.parse({ identifier: 'e1', entryType, entryPayload, transcriptedTimestamp }),
      ours,
    )

  it('is of a routing that failed before a later messaging session was opened: it ends nothing', () => {
    const failed = { routingType: 'Initial', failureType: 'RoutingError' }
    expect(listed('RoutingResult', failed, reopenedAt - 1)).toEqual([])
    const ended = { type: 'ended', id: 'ended', reason: 'no-agent' }
    // The opening is known to the second, and a routing may fail sooner.
    for (const later of [400, 5_000])
      expect(listed('RoutingResult', failed, reopenedAt + later)).toEqual([ended])
  })
})

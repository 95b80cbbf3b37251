import { describe, expect, it } from 'vitest'
import { readMessages } from './message/message'
import { createTranslator as translatorOfMessages } from './translator'

function createTranslator() {
  const translate = translatorOfMessages('gateway')
  return (batch: ReadonlyArray<unknown>) => translate(readMessages(batch))
}

const author = { role: 'bot', name: 'Amelia' }

function message(type: string, sessionSequence: number | undefined, fields: object = {}) {
  return {
    messageId: `m${sessionSequence ?? '-'}`,
    ameliaMessageType: type,
    sessionSequence,
    fromUserDisplayName: 'Amelia',
    sourceUserType: 'Amelia',
    ...fields,
  }
}

const chunk = (sequence: number, text: string) =>
  message('StreamingTextMessageFromAmelia', sequence, { messageText: text })
const text = (sequence: number, words: string) =>
  message('OutboundTextMessage', sequence, { messageText: words })
const partial = (id: string, words: string) => ({ type: 'partial', id, author, text: words })
const says = (id: string, words: string) => ({
  type: 'message',
  id,
  author,
  parts: [{ type: 'text', text: words }],
})
const ready = { type: 'input', expected: true }

describe('a batch', () => {
  it('is told in the order of the sequence, whatever the timestamps say', () => {
    const translate = createTranslator()
    const batch = [
      { ...text(16, 'third'), timestamp: 1 },
      { ...text(5, 'first'), timestamp: 3 },
      { ...text(12, 'second'), timestamp: 2 },
    ]
    expect(translate(batch)).toMatchObject([says('m5', 'first'), says('m12', 'second'), says('m16', 'third')])
  })

  it('keeps its own order where the sequence is not told', () => {
    const translate = createTranslator()
    const untold = message('OutboundTextMessage', undefined, { messageText: 'second' })
    const batch = [text(2, 'first'), untold, text(3, 'third')]
    const words = translate(batch).map((event) => (event.type === 'message' ? event.parts : []))
    expect(words.flat()).toMatchObject([{ text: 'first' }, { text: 'second' }, { text: 'third' }])
  })

  it('passes by what is no message', () => {
    expect(createTranslator()([null, 7, 'x', {}, text(1, 'one')])).toEqual([says('m1', 'one')])
  })
})

describe('a streaming text', () => {
  it('grows chunk by chunk and is replaced by the complete text', () => {
    const translate = createTranslator()
    expect(translate([chunk(1, 'Here '), chunk(2, 'it ')])).toEqual([
      partial('m1', 'Here'),
      partial('m1', 'Here it'),
    ])
    expect(translate([text(3, 'Here it is.')])).toEqual([partial('m1', ''), says('m3', 'Here it is.')])
    expect(translate([text(4, 'And more.')])).toEqual([says('m4', 'And more.')])
  })

  it('takes chunks that repeat the whole text so far', () => {
    const translate = createTranslator()
    expect(translate([chunk(1, 'Here'), chunk(2, 'Here it'), text(3, 'Here it is.')])).toEqual([
      partial('m1', 'Here'),
      partial('m1', 'Here it'),
      partial('m1', ''),
      says('m3', 'Here it is.'),
    ])
  })

  it('takes the words for a voice, and a flush as the end', () => {
    const translate = createTranslator()
    const spoken = message('StreamingTextMessageFromAmelia', 1, { speechMessageText: 'Hello ' })
    const flush = message('FlushBufferedStreamingTextMessageFromAmelia', 2, { messageText: 'Hello you.' })
    expect(translate([spoken, flush])).toEqual([
      partial('m1', 'Hello'),
      partial('m1', ''),
      says('m2', 'Hello you.'),
    ])
  })

  it('is complete with a flush that holds only the last words, or none', () => {
    const last = message('FlushBufferedMessageFromAmelia', 2, { messageText: 'you.' })
    const none = message('FlushBufferedMessageFromAmelia', 2)
    expect(createTranslator()([chunk(1, 'Hello '), last]).at(-1)).toEqual(says('m2', 'Hello you.'))
    expect(createTranslator()([chunk(1, 'Hello'), none]).at(-1)).toEqual(says('m2', 'Hello'))
  })

  it('is told once, whether a flush is marked up or the complete text is for a voice alone', () => {
    const flush = message('FlushBufferedMessageFromAmelia', 2, { messageText: '<p>Hello you.</p>' })
    const spoken = message('OutboundTextMessage', 2, { messageText: null, speechMessageText: 'Hello you.' })
    const ready = message('OutboundAmeliaReadyMessage', 3, { inputEnabled: true })
    for (const whole of [flush, spoken]) {
      const events = createTranslator()([chunk(1, 'Hello '), whole, ready])
      expect(events.filter(({ type }) => type === 'message')).toEqual([says('m2', 'Hello you.')])
    }
  })

  it('keeps its id where the chunks have the complete text’s', () => {
    const whole = { ...text(2, 'Hello you'), messageId: 'm1' }
    expect(createTranslator()([chunk(1, 'Hello'), whole])).toEqual([
      partial('m1', 'Hello'),
      says('m1', 'Hello you'),
    ])
  })

  it('is told once, whether the complete text is marked up or the first chunks were missed', () => {
    const whole = text(3, '<p>Here it is:<br><b>42</b></p>')
    const turn = [
      chunk(2, 'is:\n**42**'),
      whole,
      message('OutboundAmeliaReadyMessage', 4, { inputEnabled: true }),
    ]
    expect(createTranslator()(turn).filter(({ type }) => type === 'message')).toEqual([
      says('m3', 'Here it is:\n42'),
    ])
  })

  it.each([
    ['the conversation is closed', message('OutboundConversationClosedMessage', 2), 'ended'],
    ['she asks for a person', message('OutboundEscalationStartedMessage', 2), 'escalated'],
    ['a person takes over', message('OutboundAgentSessionChangedMessage', 2), 'participant'],
  ])('is not lost where %s in the middle of it', (_name, end, type) => {
    expect(createTranslator()([chunk(1, 'Hello'), end])).toMatchObject([
      partial('m1', 'Hello'),
      says('m1', 'Hello'),
      { type },
      ...(type === 'participant' ? [{ type: 'state' }] : []),
    ])
  })

  it('is not lost where the complete text never comes', () => {
    const translate = createTranslator()
    const events = translate([
      chunk(1, 'Hello'),
      message('OutboundAmeliaReadyMessage', 2, { inputEnabled: true }),
    ])
    expect(events).toEqual([partial('m1', 'Hello'), says('m1', 'Hello'), ready])
  })

  it('leaves another text alone', () => {
    const translate = createTranslator()
    expect(translate([chunk(1, 'Hello'), text(2, 'Something else'), text(3, 'Hello you')])).toEqual([
      partial('m1', 'Hello'),
      says('m2', 'Something else'),
      partial('m1', ''),
      says('m3', 'Hello you'),
    ])
  })
})

describe('a form that takes nothing but its answer', () => {
  const fields = [{ name: 'size', fieldType: 'singleselection', options: [{ name: 'Small', value: 's' }] }]
  const form = (sequence: number, allowedUserInputs: string) =>
    message('OutboundFormInputMessage', sequence, { formInputData: { fields, allowedUserInputs } })
  const isReady = (sequence: number) =>
    message('OutboundAmeliaReadyMessage', sequence, { inputEnabled: true })
  const ownEcho = (sequence: number) =>
    message('OutboundEchoMessage', sequence, { messageText: 'Small', selfEcho: true, sourceUserType: 'User' })
  const inputs = (translate: ReturnType<typeof createTranslator>, ...batch: ReadonlyArray<unknown>) =>
    translate(batch).flatMap((event) => (event.type === 'input' ? event.expected : []))

  it('keeps free text closed at the end of her turn, until it is answered', () => {
    const translate = createTranslator()
    expect(inputs(translate, form(1, 'FORM_ONLY'), isReady(2))).toEqual([false])
    expect(inputs(translate, isReady(3))).toEqual([])
    expect(inputs(translate, ownEcho(4), text(5, 'Thank you.'), isReady(6))).toEqual([true])
  })

  it('is not over while she goes on in the same turn', () => {
    const translate = createTranslator()
    expect(inputs(translate, form(1, 'FORM_ONLY'), text(2, 'Take your time.'), isReady(3))).toEqual([false])
  })

  it('is over with its answer, also where she says nothing to it', () => {
    const translate = createTranslator()
    inputs(translate, form(1, 'FORM_ONLY'), isReady(2))
    expect(inputs(translate, ownEcho(3), isReady(4))).toEqual([true])
  })

  it('is over with her next turn, where the host sends no echo', () => {
    const translate = createTranslator()
    inputs(translate, form(1, 'FORM_ONLY'), isReady(2))
    expect(inputs(translate, text(3, 'Thank you.'), isReady(4))).toEqual([true])
  })

  it('is not every form', () => {
    expect(inputs(createTranslator(), form(1, 'BOTH'), isReady(2))).toEqual([true])
  })
})

import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { wordsIdOf } from '../src/message/choice-id'
import { afterTest, begin, beginWith, eventually, said } from './talk'

describe.each(['2019', '6.7', '7.3'] as const)('a conversation with Amelia %s', (preset) => {
  it('is greeted, answered, escalated to a person, given back and ended', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ preset, pace: 5 }))
    const talk = await begin(sandbox, { attributes: { firstName: 'Greg' } })
    const { conversation } = talk

    await eventually(() =>
      expect(said(talk, 'bot')).toContain('Hello, Greg! I am Amelia, your virtual agent.'),
    )
    await eventually(() =>
      expect(talk.heard).toContainEqual(expect.objectContaining({ type: 'input', expected: true })),
    )
    expect(conversation.state).toBe('with-bot')
    expect(talk.choices()).toEqual(['Track my order', 'Talk to a person'])

    await conversation.send({ choiceId: 'topic=track_order' })
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('What is your order number?'))
    await conversation.send('4711')
    await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('It arrives tomorrow before noon.'))

    await conversation.send('I want to talk to a person')
    await eventually(() => expect(conversation.state).toBe('with-agent'))
    expect(talk.states()).toEqual(['with-bot', 'waiting', 'with-agent'])
    await conversation.send('please help')
    await eventually(() => expect(said(talk, 'agent').at(-1)).toContain('I am taking care of it.'))
    await conversation.send('thank you')
    await eventually(() => expect(conversation.state).toBe('with-bot'))

    await conversation.send('goodbye')
    await eventually(() => expect(conversation.state).toBe('ended'))
    expect(talk.states().at(-1)).toBe('ended')
    expect(talk.heard.at(-1)).toMatchObject({ type: 'state', state: 'ended', reason: 'bot-ended' })
    expect(talk.participants()).toEqual(['joined Sam', 'left'])
    expect(talk.heard.filter(({ type }) => type === 'receipt')).toHaveLength(6)
  })
})

it('goes through at a gateway that addresses conversations by the conversation id', async () => {
  const switches = { pathKey: 'conversationId', longpoll: 'absent' } as const
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches }))
  const talk = await begin(sandbox)
  await talk.conversation.send('thank you')
  await eventually(() => expect(said(talk, 'bot').at(-1)).toBe('You are welcome!'))
  await talk.conversation.end()
  const { conversationId } = talk.conversation.session
  await eventually(() => expect(sandbox.conversation(String(conversationId))?.state).toBe('ended'))
})

it('waits for its turn at a gateway that refuses words before Amelia is ready', async () => {
  const switches = { inputWhileDisabled: 'refused' } as const
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 50, switches }))
  const talk = await begin(sandbox)
  for (const text of ['several', 'thank you']) await talk.conversation.send(text)
  await eventually(() =>
    expect(said(talk, 'bot').slice(-4)).toEqual(['First.', 'Second.', 'Third.', 'You are welcome!']),
  )
})

it.each([
  'gateway',
  'web-channel',
] as const)('shows what has a counterpart and passes the rest by (%s)', async (transport) => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { nestedJson: 'doubly-encoded' } }))
  const { url, credentials } = sandbox
  const { username, password, domain } = credentials
  const login = { username, password }
  const talk = await beginWith(amelia({ url, domain, transport, credentials: login }))
  await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
  const shown = () => talk.heard.flatMap((event) => (event.type === 'message' ? [...event.parts] : []))
  const readies = () => talk.heard.filter(({ type }) => type === 'input').length
  for (const word of ['integration', 'carousel', 'quick replies', 'picture', 'link', 'panel']) {
    const before = readies()
    await talk.conversation.send(word)
    await eventually(() => expect(readies()).toBeGreaterThan(before))
  }
  const imageUrl = 'https://images.example.com/shoes.png'
  const shoes = { type: 'card', title: 'Running shoes', text: 'From 49.90', imageUrl }
  const orderThem = { choiceId: wordsIdOf('Order them'), title: 'Order them' }
  const yesOrNo = [
    { choiceId: wordsIdOf('Yes'), title: 'Yes' },
    { choiceId: wordsIdOf('No'), title: 'No' },
  ]
  expect(shown().filter((part) => part.type !== 'text' || part.text.startsWith('Our shop'))).toEqual(
    expect.arrayContaining([
      shoes,
      shoes,
      { type: 'card', title: 'Socks', text: 'From 4.90', choices: [orderThem] },
      { type: 'choices', text: 'Shall I go on?', choices: yesOrNo },
      { type: 'card', title: 'Running shoes', imageUrl },
      { type: 'text', text: 'Our shop (https://shop.example.com/)' },
    ]),
  )
  expect(talk.notices.filter((text) => text.includes('integration message'))).toHaveLength(1)
})

it('hears of an escalation that did not wake the long poll, before 6.6', async () => {
  const switches = {
    longpollOnEscalation: 'held',
    longpollSeconds: 1.1,
    autoAgent: false,
    firstQueueTextSeconds: 60,
  } as const
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches }))
  const talk = await begin(sandbox)
  await eventually(() => expect(said(talk, 'bot')).toHaveLength(1))
  await talk.conversation.send('a person please')
  await eventually(() => expect(talk.conversation.state).toBe('waiting'))
})

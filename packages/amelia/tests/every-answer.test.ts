import { readFile } from 'node:fs/promises'
import { type AmeliaSandbox, type AmeliaSwitches, startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { amelia } from '../src/index'
import { afterTest, beginWith, eventually, said, settingsFor, type Talk } from './talk'

/** Switches that change what becomes of a conversation, or that only others than a connector notice. */
const notHere: Partial<Record<keyof AmeliaSwitches, string>> = {
  anonymous: 'web-channel-login.test.ts',
  stompAddress: 'web-channel.test.ts',
  autoAgent: 'endings.test.ts',
  afterAgent: 'endings.test.ts',
  goneSession: 'endings.test.ts',
  idleEnd: 'endings.test.ts',
  greeting: 'endings.test.ts',
  adminDenied: 'a connector makes no call of an administrator',
  escalationQueuesPath: 'a connector makes no call of an administrator',
}
/** One value besides the default, of switches that take any number. */
const numbers: Partial<AmeliaSwitches> = {
  loginsPerMinute: 1,
  tokenIdleSeconds: 0,
  oauthExpiresIn: 60,
  sessionIdleSeconds: 900,
  longpollSeconds: 0.2,
  inputLimit: 1024,
  webhookRetries: 0,
  webhookRetrySeconds: 0,
  webhookTimeoutSeconds: 1,
  firstQueueTextSeconds: 0,
  queueTextSeconds: 0.2,
}
const RUNS = [0, 1, 2] as const

const allowedSchema = z.object({
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.object({ const: z.unknown() })).optional(),
})

/** All switches at once, each at its first, second or third answer. */
function answersOf(sandbox: AmeliaSandbox, run: number): Record<string, unknown> {
  const chosen = sandbox.switches.describe().flatMap(({ name, allowed, default: usual }) => {
    if (name in notHere) return []
    const { enum: values, anyOf } = allowedSchema.parse(allowed)
    const answers = values ?? anyOf?.map((one) => one.const) ?? [usual, Object(numbers)[name]]
    expect(answers, `another value of ${name}`).not.toContain(undefined)
    expect(answers.length, `as many runs as ${name} has values`).toBeLessThanOrEqual(RUNS.length)
    return [[name, answers[run % answers.length]] as const]
  })
  return Object.fromEntries(chosen)
}

it('finds the other switches where it says that they are tested', async () => {
  const pages = Object.entries(notHere).filter(([, place]) => place.endsWith('.test.ts'))
  for (const [name, place] of pages)
    expect(await readFile(new URL(place, import.meta.url), 'utf8'), name).toContain(name)
})

const webChannel = (sandbox: AmeliaSandbox) => {
  const { url, credentials } = sandbox
  const { formInputAttributes: shape } = sandbox.switches.current
  const formAnswers = shape === 'selection-field' ? shape : ('field-values' as const)
  return amelia({ url, domain: credentials.domain, transport: 'web-channel', formAnswers })
}

it.each([
  ['gateway', (sandbox: AmeliaSandbox) => amelia(settingsFor(sandbox))],
  ['web channel', webChannel],
])(
  'a conversation over the %s goes through, whatever Amelia’s sources disagree about',
  async (_, make) => {
    await Promise.all(
      RUNS.map(async (run) => {
        const sandbox = afterTest(await startAmeliaSandbox({ pace: 2 }))
        sandbox.switches.set(answersOf(sandbox, run))
        const talk = await beginWith(make(sandbox), { attributes: { firstName: 'Greg' } })
        await holdConversation(talk)
        const messages = talk.heard.flatMap((event) => (event.type === 'message' ? [event.messageId] : []))
        expect(new Set(messages).size, `messages of run ${run}`).toBe(messages.length)
        expect(JSON.stringify(talk.heard)).not.toMatch(/NOT FOR THE|UPLOAD_REQUEST/)
      }),
    )
  },
  60_000,
)

async function holdConversation(talk: Talk): Promise<void> {
  const { conversation, heard } = talk
  const readies = () => heard.filter((event) => event.type === 'input' && event.expected).length
  const part = (type: string) =>
    heard.flatMap((event) => (event.type === 'message' ? event.parts.filter((one) => one.type === type) : []))
  const ask = async (what: Parameters<typeof conversation.send>[0]) => {
    const before = readies()
    await conversation.send(what)
    await eventually(() => expect(readies()).toBeGreaterThan(before))
  }
  await eventually(() => expect(said(talk, 'bot')).toContain('Hello, Greg! I am Amelia, your virtual agent.'))
  await eventually(() => expect(readies()).toBeGreaterThan(0))
  await ask('card')
  expect(part('card')).toMatchObject([{ title: 'Running shoes' }])
  await ask('stream')
  expect(said(talk, 'bot').at(-1)).toBe('Here is an answer that comes bit by bit.')
  await ask('upload')
  await conversation.send('form')
  // It takes nothing but its answer, so nothing else is expected at the end of this turn.
  await eventually(() => expect(part('form')).toHaveLength(1))
  const [form] = part('form')
  if (form?.type !== 'form') throw new Error('a form was expected')
  await ask({ form: { formId: form.formId, values: { day: 'today', extras: ['gift'], note: 'ring' } } })
  // The gateway takes words only.
  if (conversation.session.cookies) {
    const noted = 'noted day: Today; extras: Gift wrap; note: ring'
    await eventually(() => expect(said(talk, 'bot').at(-1)).toContain(noted))
  }
  await conversation.send('a person, please')
  await eventually(() => expect(conversation.state).toBe('with-agent'))
  await conversation.send('thank you')
  await eventually(() => expect(conversation.state).toBe('with-bot'))
  expect(said(talk, 'agent').at(-1)).toBe('You are welcome.')
  await conversation.send('goodbye')
  await eventually(() => expect(conversation.state).toBe('ended'))
}

import { readFile } from 'node:fs/promises'
import type { SalesforceSandbox, SalesforceSwitches } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { salesforceAgentforce } from '../src'
import { byocConnectorFor } from './byoc-sandbox'
import { connectorFor, sandboxFor } from './sandbox'
import { endReason, eventually, heardOf, type Talk, talk, words } from './talk'

/** Switches that change what becomes of a conversation, or of what is asked for. */
const notHere: Partial<Record<keyof SalesforceSwitches, string>> = {
  autoAgent: 'enhanced-chat.test.ts',
  routingFails: 'enhanced-chat.test.ts',
  welcome: 'enhanced-chat.test.ts',
  byocRouting: 'byoc-routing.test.ts',
  routingRequest: 'byoc-routing.test.ts',
  consentOwner: 'byoc.test.ts',
  byocTrouble: 'byoc-outcomes.test.ts',
  deployment: 'enhanced-chat-access.test.ts',
  clientApp: 'byoc-outcomes.test.ts',
  clientCredentials: 'byoc-outcomes.test.ts',
  userApproved: 'byoc-outcomes.test.ts',
  scopes: 'byoc-outcomes.test.ts',
  agentVersion: 'availability.test.ts',
}
/** One value besides the default, of switches that take any number. */
const numbers: Partial<SalesforceSwitches> = {
  maximumTextLength: 500,
  accessTokenSeconds: 2,
  // Longer than a busy machine takes: a stream that ends all the time waits to be opened again, and renews nothing meanwhile.
  guestTokenSeconds: 600,
  verifiedTokenSeconds: 600,
  agentThinkMilliseconds: 20,
  agentIdleSeconds: 60,
  retainedEvents: 100,
  replayDepth: 0,
  pingMilliseconds: 0,
  streamLifeMilliseconds: 300,
}
const RUNS = [0, 1, 2, 3] as const

const allowedSchema = z.object({ type: z.string().optional(), enum: z.array(z.unknown()).optional() })

/** All switches at once, each at its first, second, third or fourth answer. */
function answersOf(sandbox: SalesforceSandbox, run: number): Record<string, unknown> {
  const chosen = sandbox.switches.describe().flatMap(({ name, allowed, default: usual }) => {
    if (name in notHere) return []
    const { type, enum: values } = allowedSchema.parse(allowed)
    const answers = values ?? (type === 'boolean' ? [true, false] : [usual, Object(numbers)[name]])
    expect(answers, `another value of ${name}`).not.toContain(undefined)
    expect(answers.length, `as many runs as ${name} has values`).toBeLessThanOrEqual(RUNS.length)
    return [[name, answers[run % answers.length]] as const]
  })
  return Object.fromEntries(chosen)
}

it('finds the other switches where it says that they are tested', async () => {
  for (const [name, place] of Object.entries(notHere))
    expect(await readFile(new URL(place, import.meta.url), 'utf8'), name).toContain(name)
})

it.each([
  ['Enhanced Chat', connectorFor, holdConversation],
  ['BYOC', byocConnectorFor, holdConversation],
  ['Agentforce', agentforce, askAgent],
])(
  'a conversation by %s goes through, whatever Salesforce’s sources disagree about',
  async (_, make, hold) => {
    await Promise.all(
      RUNS.map(async (run) => {
        const sandbox = await sandboxFor({ pace: 2 })
        sandbox.switches.set(answersOf(sandbox, run))
        const spoken = await talk(make(sandbox), { attributes: { firstName: 'Ada', _firstName: 'Ada' } })
        await hold(spoken)
        const messages = heardOf(spoken, 'message').map(({ messageId }) => messageId)
        expect(new Set(messages).size, `messages of run ${run}`).toBe(messages.length)
      }),
    )
  },
  60_000,
)

async function holdConversation(spoken: Talk): Promise<void> {
  const { conversation } = spoken
  const shown = (type: string) =>
    heardOf(spoken, 'message').findLast(({ parts }) => parts.some((part) => part.type === type))
  await eventually(() => expect(words(spoken)[0]).toMatch(/^Hello Ada! I am Astro/))
  await conversation.send('menu')
  const menu = await eventually(() => shown('choices') ?? expect.fail('no choices yet'))
  await conversation.receipt(menu.messageId, 'read')
  await conversation.send({ choiceId: 'track-order' })
  await eventually(() => expect(words(spoken).at(-1)).toContain('Order 1042'))
  await conversation.send('carousel')
  await eventually(() => expect(shown('card')).toBeDefined())
  await conversation.send('stream')
  await eventually(() =>
    expect(words(spoken).at(-1)).toBe('This answer arrives bit by bit, and then as a whole.'),
  )
  await conversation.send('a person, please')
  await eventually(() => expect(conversation.state).toBe('with-agent'))
  await conversation.send('my shoes')
  await eventually(() => expect(words(spoken).at(-1)).toBe('Thank you, I have noted: my shoes'))
  await conversation.send('bye')
  await eventually(() => expect(endReason(spoken)).toEqual(['agent-ended']))
}

async function askAgent(spoken: Talk): Promise<void> {
  const { conversation } = spoken
  await eventually(() => expect(words(spoken)[0]).toContain('Hi Ada'))
  await conversation.send('one two three')
  expect(words(spoken).at(-1)).toBe('You said: one two three')
  await conversation.send('a person')
  expect(conversation.state).toBe('waiting')
  await conversation.end()
}

function agentforce({ url, credentials: { agentId, clientId, clientSecret } }: SalesforceSandbox) {
  return salesforceAgentforce({ loginUrl: url, agentId, clientId, clientSecret })
}

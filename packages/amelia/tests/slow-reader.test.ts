import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { amelia } from '../src/index'
import { listenTo } from '../src/web-channel/conversation-link'
import { readWebSession } from '../src/web-channel/web-session'
import { errorOf, patiently, startCommand } from './calls'
import { afterTest, eventually } from './talk'

it('whoever takes too slowly is cut off, and can still take what waits', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ switches: { autoAgent: false } }))
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const session = readWebSession((await connector.start(startCommand, {}, patiently())).session)
  // The connection of the start is nobody's: no stream was opened.
  sandbox.cutSockets()
  const link = afterTest(await listenTo(url, session, 4_000))
  const says = (text: string) => sandbox.agent(session.conversationId, { action: 'say', text })
  sandbox.agent(session.conversationId, { action: 'join', name: 'Ada' })
  const longOnes = (...words: string[]) => words.map((word) => `${word} `.repeat(300))
  // Together more than may wait.
  for (const inTime of longOnes('each', 'is', 'taken', 'in', 'time')) {
    says(inTime)
    const texts: Array<string | undefined> = []
    while (!texts.includes(inTime)) texts.push(...(await link.take(5_000)).map(({ text }) => text))
  }
  expect(link.whole).toBe(true)

  const long = longOnes('one', 'two', 'three', 'four')
  for (const text of long) says(text)
  await eventually(() => expect(link.whole).toBe(false))
  const waited = (await link.take(5_000)).map(({ text = '' }) => text).filter((text) => long.includes(text))
  expect(waited.length).toBeGreaterThan(0)
  expect(waited).toEqual(long.slice(0, waited.length))
  expect((await errorOf(link.take(5_000))).code).toBe('platform-unreachable')
})

it('a message of more than 1 MiB is read over the connection, and in a replay', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ switches: { autoAgent: false } }))
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const session = readWebSession((await connector.start(startCommand, {}, patiently())).session)
  sandbox.cutSockets()
  const link = afterTest(await listenTo(url, session))
  const long = 'x'.repeat(1_200_000)
  sandbox.agent(session.conversationId, { action: 'join', name: 'Ada' })
  sandbox.agent(session.conversationId, { action: 'say', text: long })
  const texts: Array<string | undefined> = []
  while (!texts.includes(long)) texts.push(...(await link.take(5_000)).map(({ text }) => text))
  expect(link.whole).toBe(true)
  const replayed = (await connector.readTranscript?.(session, patiently())) ?? []
  expect(JSON.stringify(replayed)).toContain(long)
})

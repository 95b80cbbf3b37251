import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it, onTestFinished, vi } from 'vitest'
import { myPlatform } from '../src/index'

const ended = { number: 1, kind: 'ended', by: 'agent' }

/** A platform, or a proxy before it, that lets no question for events wait; and the stream of a chat there. */
async function openStream({ events = [] as object[], chatId = 'chat-1' }) {
  const stop = new AbortController()
  const questions: string[] = []
  const server = createServer(({ url = '' }, response) => {
    if (url.includes('/events')) questions.push(url)
    if (questions.length > 1) stop.abort()
    response.end(JSON.stringify({ events, last: events.length }))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const { arrival } = myPlatform({ url, apiKey: 'k' })
  if (arrival.kind !== 'stream') throw new Error('The events of My Platform come as a stream.')
  const { signal } = stop
  return { steps: arrival.open({ chatId }, { signal })[Symbol.asyncIterator](), questions, url }
}

it('asks for nothing more after the end', async () => {
  const { steps, questions } = await openStream({ events: [ended] })
  for (let step = await steps.next(); !step.done; step = await steps.next());
  expect(questions).toHaveLength(1)
})

it('rests where nothing has happened and no question waits, so that nobody is hammered', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { steps, questions, url } = await openStream({})
  await steps.next()
  await steps.next()
  const third = steps.next()
  // Whoever did not rest would have asked before this is answered.
  for (let times = 0; times < 3; times += 1) await fetch(url)
  expect(questions).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1_000)
  await third
  expect(questions).toHaveLength(2)
})

it('names its chat in an address so that no other one can be meant', async () => {
  const { steps, questions } = await openStream({ chatId: 'a/../b?c' })
  await steps.next()
  expect(questions).toEqual([expect.stringMatching(/^\/v1\/chats\/a%2F\.\.%2Fb%3Fc\/events\?/)])
})

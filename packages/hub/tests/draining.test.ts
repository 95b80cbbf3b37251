import type { PlatformEvent, StreamStep } from '@conversation-hub/core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'
import { openSwitchableProxy } from './support/switchable-proxy'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

/** A platform with a long poll: what it hands out is gone from its queue, whether or not anybody reads it. */
function drainingPlatform() {
  let poll: ((events: PlatformEvent[]) => void) | undefined
  let polls = 0
  const platform = createFakePlatform({
    silent: true,
    arrival: {
      kind: 'stream',
      opens: 'after-start',
      silenceMs: 60_000,
      lastStepWithinMs: 30_000,
      async *open(): AsyncGenerator<StreamStep> {
        for (;;) {
          polls += 1
          const events = await new Promise<PlatformEvent[]>((resolve) => {
            poll = resolve
          })
          yield { step: 'events', events }
        }
      },
    },
  })
  return {
    ...platform,
    polls: () => polls,
    handOut: (...texts: string[]) =>
      poll?.(
        texts.map((text) => ({
          type: 'message',
          id: text,
          author: { role: 'bot' },
          parts: [{ type: 'text', text }],
        })),
      ),
  }
}

it('a clean stop waits for a poll that is under way, keeps what it brings, and then lets another go on', async () => {
  const url = await postgres.createDatabase()
  const platform = drainingPlatform()
  const first = await openHub({ url }, platform)
  const second = await openHub({ url }, platform)
  const id = await begin(first)
  const heard = await hear(second, id)
  await eventually('the first poll', () => platform.polls() === 1)

  const closing = first.close()
  await second.sendMessage(id, { text: 'said during the stop' })
  await eventually('the platform to hear it', () => platform.textsOf(id).length === 1)
  expect(platform.polls()).toBe(1)
  platform.handOut('handed out during the stop')
  await closing
  await eventually('it to be shown', () => heard.texts('bot').includes('handed out during the stop'))

  await eventually('the other to poll', () => platform.polls() === 2)
  platform.handOut('handed out to the other')
  await eventually('that to be shown', () => heard.texts('bot').includes('handed out to the other'))
  expect(platform.textsOf(id)).toEqual(['said during the stop'])
  const stopping = second.close()
  platform.handOut()
  await stopping
})

it('nothing is polled by an instance that is cut off from the database, until it has its lease back', async () => {
  const url = await postgres.createDatabase()
  const proxy = await openSwitchableProxy(postgres.socket)
  const platform = drainingPlatform()
  const hub = await openHub({ url: proxy.urlOf(url) }, platform)
  onTestFinished(async () => {
    const closing = hub.close()
    platform.handOut()
    await closing
    await proxy.close()
  })
  const id = await begin(hub)
  const heard = await hear(hub, id)
  await eventually('the first poll', () => platform.polls() === 1)
  platform.handOut()
  await eventually('another', () => platform.polls() === 2)
  proxy.cut()
  const looks = { polls: platform.polls(), inVain: 0 }
  await eventually('the polls to end', () => {
    looks.inVain = platform.polls() === looks.polls ? looks.inVain + 1 : 0
    looks.polls = platform.polls()
    platform.handOut()
    return looks.inVain === 30
  })
  const polls = platform.polls()
  proxy.restore()
  await eventually('the next poll', () => platform.polls() > polls)
  platform.handOut('handed out afterwards')
  await eventually('it to be shown', () => heard.texts('bot').includes('handed out afterwards'))
})

it('what was handed out to an instance that others took for dead is shown all the same', async () => {
  const url = await postgres.createDatabase()
  const platform = drainingPlatform()
  const hub = await openHub({ url }, platform)
  onTestFinished(() => {
    platform.handOut()
    return hub.close()
  })
  const id = await begin(hub)
  const heard = await hear(hub, id)
  await eventually('the first poll', () => platform.polls() === 1)
  // As it is when the lease ran out and another has taken over.
  await query(
    url,
    'UPDATE conversations SET owner = gen_random_uuid(), fence = fence + 1, version = version + 1 WHERE id = $1',
    [id],
  )
  platform.handOut('handed out to nobody else')
  await eventually('it to be shown', () => heard.texts('bot').includes('handed out to nobody else'), 5_000)
  await eventually('the next owner to poll', () => platform.polls() === 2)
})

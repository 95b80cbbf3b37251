import type { KeyedEvents } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

/** A platform that delivers: its webhooks are the events themselves, as JSON. */
const deliveringPlatform = () =>
  createFakePlatform({
    silent: true,
    arrival: {
      kind: 'webhook',
      keyOf: ({ id }) => String(id),
      async receive({ body }) {
        const entries: KeyedEvents[] = JSON.parse(new TextDecoder().decode(body))
        return entries
      },
    },
  })

const delivery = (key: string, text: string) => ({
  method: 'POST',
  url: 'https://hub.example.com/webhooks/fake',
  headers: new Headers(),
  body: new TextEncoder().encode(
    JSON.stringify([
      {
        key,
        events: [{ type: 'message', id: text, author: { role: 'bot' }, parts: [{ type: 'text', text }] }],
      },
    ]),
  ),
})

describe('what a platform delivers', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it('is shown in the order in which it came, also where the next comes before the last is kept', async () => {
    const platform = deliveringPlatform()
    const hub = await openHub({ url: await postgres.createDatabase() }, platform)
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const key = await eventually('the start', () => platform.commandOf(id))
    const texts = Array.from({ length: 100 }, (_, n) => `message ${n}`)
    await Promise.all(texts.map((text) => hub.receiveWebhook('fake', delivery(key, text))))
    await eventually('all of it', () => heard.texts('bot').length === texts.length)
    expect(heard.texts('bot')).toEqual(texts)
  })
})

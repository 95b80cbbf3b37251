import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Hub } from '../src/hub'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('listening', () => {
  const platform = createFakePlatform({ silent: true })
  let postgres: TestPostgres
  let url: string
  let hub: Hub
  beforeAll(async () => {
    postgres = await startPostgres()
    url = await postgres.createDatabase()
    hub = await openHub({ url }, platform)
  })
  afterAll(async () => {
    await hub.close()
    await postgres.stop()
  })
  async function say(id: string, texts: ReadonlyArray<string>): Promise<void> {
    await Promise.all(texts.map((text) => hub.sendMessage(id, { text }, { author: { role: 'system' } })))
  }
  const numbered = (length: number) => Array.from({ length }, (_, n) => `line ${n}`)

  it('goes on after the number that it is given', async () => {
    const id = await begin(hub)
    await say(id, numbered(5))
    const all = await hear(hub, id)
    await eventually('all', () => all.texts('system').length === 5)
    const last = all.kept().at(-1)?.seq ?? 0
    const rest = await hear(hub, id, last - 2)
    await say(id, ['new'])
    await eventually('the new one', () => rest.texts('system').includes('new'))
    expect(rest.texts('system')).toEqual(['line 3', 'line 4', 'new'])
  })

  it('starts at the first number where it is given one that the conversation has not reached', async () => {
    const id = await begin(hub)
    await say(id, numbered(3))
    const all = await hear(hub, id)
    await eventually('all', () => all.texts('system').length === 3)
    const ahead = (all.kept().at(-1)?.seq ?? 0) + 1
    const anew = await hear(hub, id, ahead)
    await eventually('all again', () => anew.kept().length === all.kept().length)
    expect(anew.kept()).toEqual(all.kept())
  })

  it('believes a number that another instance has just given', async () => {
    const other = await openHub({ url }, platform)
    onTestFinished(() => other.close())
    const id = await begin(hub)
    const there = await hear(other, id)
    await other.sendMessage(id, { text: 'there' }, { author: { role: 'system' } })
    await eventually('it there', () => there.texts('system').length === 1)
    const rest = await hear(hub, id, there.kept().at(-1)?.seq)
    await say(id, ['here'])
    await eventually('what follows', () => rest.texts('system').includes('here'))
    expect(rest.texts('system')).toEqual(['here'])
  })

  it('reads more than a page, while more is written', async () => {
    const id = await begin(hub)
    await say(id, numbered(450))
    const heard = await hear(hub, id)
    await say(id, ['during'])
    await eventually('the last', () => heard.texts('system').includes('during'))
    const kept = heard.kept()
    expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, index) => index + 1))
    expect(heard.texts('system')).toHaveLength(451)
  })

  it('gives a listener that has enough nothing more until it asks', async () => {
    const id = await begin(hub)
    await say(id, numbered(10))
    const got: (number | undefined)[] = []
    let takes = 3
    const subscription = await hub.listen(id, 0, {
      onEvent({ seq }) {
        got.push(seq)
        takes -= 1
        return takes > 0
      },
      onEnd: () => {},
    })
    await eventually('three events', () => got.length === 3)
    await say(id, ['more'])
    const other = await hear(hub, id)
    await eventually('another listener to have it all', () => other.texts('system').includes('more'))
    expect(got).toEqual([1, 2, 3])
    takes = Number.POSITIVE_INFINITY
    subscription.resume()
    await eventually('the rest', () => got.length === other.kept().length)
    expect(got).toEqual(other.kept().map(({ seq }) => seq))
    subscription.close()
    await say(id, ['unheard'])
    await eventually('the other to hear it', () => other.texts('system').includes('unheard'))
    expect(got).toHaveLength(other.kept().length - 1)
  })

  it('ends for whoever is no longer where the customer is, on every instance', async () => {
    const other = await openHub({ url }, platform)
    onTestFinished(() => other.close())
    const { sessionId, conversationId: id = '' } = await hub.startSession({ resourceId: 'web' })
    const ends: string[] = []
    const heard: string[] = []
    for (const [name, instance] of [['here', hub] as const, ['there', other] as const]) {
      const listener = {
        onEvent({ json }: { json: string }) {
          heard.push(json)
          return true
        },
        onEnd: (why: string) => void ends.push(`${name}: ${why}`),
      }
      await instance.listen(id, 0, listener, { customerDestination: sessionId })
    }
    const app = await hear(other, id)
    await hub.moveCustomer(id, { resourceId: 'sms', customerDestination: freshPhoneNumber() })
    expect(ends).toContain('here: moved')
    await eventually('the other', () => ends.includes('there: moved'))
    await say(id, ['not for the old page'])
    await eventually('the app', () => app.texts('system').includes('not for the old page'))
    expect(heard.filter((json) => json.includes('not for the old page'))).toEqual([])
  })

  it('shows nothing to whoever is no longer where the customer is, however much there is to catch up with', async () => {
    const id = await begin(hub)
    await say(id, numbered(45))
    const heard: string[] = []
    const why = await new Promise((resolve) => {
      const listener = {
        onEvent({ json }: { json: string }) {
          heard.push(json)
          return true
        },
        onEnd: resolve,
      }
      void hub.listen(id, 0, listener, { customerDestination: 'where the customer was before' })
    })
    expect([why, heard]).toEqual(['moved', []])
  })

  it('ends at once where everything was heard and the conversation is over', async () => {
    const id = await begin(hub)
    const first = await hear(hub, id)
    await hub.closeConversation(id)
    await eventually('the end', () => first.ended())
    const late = await hear(hub, id, first.kept().at(-1)?.seq ?? 0)
    await eventually('the end', () => late.ended() === 'ended')
    expect(late.events).toEqual([])
  })

  it('passes by what only a newer version knows, and ends after it', async () => {
    const id = await begin(hub)
    await query(
      url,
      `WITH of_later AS (UPDATE conversations SET next_seq = next_seq + 25, version = version + 1 WHERE id = $1 RETURNING *)
       INSERT INTO events (conversation_id, seq, type, at, body)
       SELECT id, next_seq - n, 'reaction', now(), '{"type":"reaction"}' FROM of_later, generate_series(1, 25) AS n`,
      [id],
    )
    const heard = await hear(hub, id)
    await say(id, ['and on'])
    await eventually('what came after', () => heard.texts('system').includes('and on'))
    await hub.closeConversation(id)
    await eventually('the end', () => heard.ended() === 'ended')
  })

  it('drops a listener that throws, and disturbs nobody else', async () => {
    const id = await begin(hub)
    await hub.listen(id, 0, {
      onEvent() {
        throw new Error('a fault of the listener')
      },
      onEnd: () => {},
    })
    const heard = await hear(hub, id)
    await say(id, ['one'])
    await hub.listen(id, heard.kept().at(-1)?.seq ?? 0, {
      onEvent() {
        throw new Error('a fault of the listener')
      },
      onEnd: () => {},
    })
    await say(id, ['two', 'three'])
    await eventually('everything', () => heard.texts('system').length === 3)
  })

  it('finds no conversation that does not exist', async () => {
    await expect(hear(hub, crypto.randomUUID())).rejects.toMatchObject({ code: 'conversation-not-found' })
    await expect(hear(hub, 'nonsense')).rejects.toMatchObject({ code: 'conversation-not-found' })
  })
})

import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, withCarrier } from './support/fake-carrier'
import { createFakePlatform, type FakePlatform } from './support/fake-platform'
import { begin, freshPhoneNumber, hear, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

const RACES = Array.from({ length: 8 }, (_, index) => index)

describe('two instances that move the same conversations', () => {
  const first = createFakePlatform()
  const second = createFakePlatform()
  const settings = {
    platforms: { fake: first.connector, second: { ...second.connector, account: 'second' } },
  }
  let postgres: TestPostgres
  let database: { url: string }
  let hubs: readonly [Awaited<ReturnType<typeof openHub>>, Awaited<ReturnType<typeof openHub>>]
  beforeAll(async () => {
    postgres = await startPostgres()
    database = { url: await postgres.createDatabase() }
    hubs = [await openHub(database, first, settings), await openHub(database, first, settings)]
  })
  afterAll(async () => {
    for (const hub of hubs ?? []) await hub.close()
    await postgres?.stop()
  })

  it('settle at one platform, and lose nothing that was said meanwhile', async () => {
    const [here, there] = hubs
    const ids = await Promise.all(RACES.map(() => begin(here)))
    await Promise.all(
      ids.flatMap((id) => [
        here.moveConversation(id, { platform: 'second' }),
        there.sendMessage(id, { text: `said in ${id}` }),
        there.moveConversation(id, { platform: 'second' }),
      ]),
    )
    for (const id of ids) {
      const heard = await hear(there, id)
      await there.sendMessage(id, { text: 'and now?' })
      await eventually('the answer', () => heard.texts('bot').includes('You said and now?'))
      expect(await here.getConversation(id)).toMatchObject({ managedBy: 'second' })
      const { messages } = await here.getTranscript(id)
      const said = messages.flatMap(({ author, parts }) => (author.role === 'customer' ? parts : []))
      expect(said).toEqual([
        { type: 'text', text: `said in ${id}` },
        { type: 'text', text: 'and now?' },
      ])
      await eventually('the end at the first, or that it was never begun there', () => isLeft(first, id))
    }
  })

  it('leave each where it was moved last, although nobody has told the other yet', async () => {
    const [here, there] = hubs
    const ids = await Promise.all(RACES.map(() => begin(here)))
    for (const id of ids) {
      await there.moveConversation(id, { platform: 'second' })
      expect(await here.moveConversation(id, { platform: 'fake' })).toMatchObject({ managedBy: 'fake' })
    }
  })

  it('come to one end when one of them closes', async () => {
    const [here, there] = hubs
    const ids = await Promise.all(RACES.map(() => begin(here)))
    const raced = await Promise.all(
      ids.map((id) =>
        Promise.allSettled([here.moveConversation(id, { platform: 'second' }), there.closeConversation(id)]),
      ),
    )
    for (const [move, close] of raced) {
      expect(close).toMatchObject({ status: 'fulfilled', value: { state: 'ended', endReason: 'operator' } })
      if (move.status === 'rejected') expect(move.reason).toMatchObject({ code: 'conversation-ended' })
    }
    for (const id of ids) {
      expect(await here.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'operator' })
      await eventually('its end wherever it was begun', () => isLeft(first, id) && isLeft(second, id))
    }
  })

  it('are not held up by a platform that hangs over its end, and wait for it at a stop', async () => {
    const [here] = hubs
    const leaving = await openHub(database, first, settings)
    const [id, other] = [await begin(leaving), await begin(leaving)]
    const [heard, heardOther] = [await hear(here, id), await hear(here, other)]
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    const ends: string[] = []
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    // Of what the tests before have moved away, ends may still be on their way.
    first.before = ({ type, commandId }, at) => {
      if (type !== 'end' || at !== first.commandOf(id)) return
      ends.push(commandId)
      return held
    }
    onTestFinished(() => {
      first.before = () => {}
      release()
    })
    await leaving.moveConversation(id, { platform: 'second' })
    await eventually('the end to be on its way', () => ends.length > 0)
    await leaving.sendMessage(id, { text: 'meanwhile' })
    await eventually('the message', () => second.textsOf(id).includes('meanwhile'), 5_000)
    const closing = leaving.close()
    for (const one of [id, other]) await here.sendMessage(one, { text: 'during the stop' })
    await eventually('the other to go on', () => heardOther.texts('bot').includes('You said during the stop'))
    expect(second.textsOf(id)).toEqual(['meanwhile'])
    release()
    await closing
    await eventually('the other message', () => second.textsOf(id).includes('during the stop'))
    expect(first.told.filter(({ type, at }) => type === 'end' && at === first.commandOf(id))).toHaveLength(1)
    expect(ends).toHaveLength(1)
  })

  it('leave what waits for a phone to each other, where only a newer configuration knows where the customer went', async () => {
    const beside = { url: await postgres.createDatabase() }
    const carrier = createFakeCarrier()
    const { carriers, resources } = withCarrier(carrier)
    const older = await openHub(beside, first, { carriers, resources })
    onTestFinished(() => older.close())
    const customerDestination = freshPhoneNumber()
    const request = { resourceId: 'sms', customerDestination, createInThirdPartySystems: false }
    const { conversationId: id } = await older.startConversation(request)
    carrier.before = () => {
      throw new ConversationError('platform-busy', 'Not now.')
    }
    await older.sendMessage(id, { text: 'hello' }, fromApp)
    await eventually('a try', () => older.logged.some(({ event }) => event === 'carrying-failed'))
    const later = { ...resources, later: resources.sms }
    const newer = await openHub(beside, first, { carriers, resources: later })
    onTestFinished(() => newer.close())
    await newer.moveCustomer(id, { resourceId: 'later', customerDestination })
    await eventually('it to be let go', () => older.measure().conversations_carried === 0)
    carrier.before = () => {}
    await eventually('the message', () => carrier.arrived(customerDestination).includes('hello'))
  })

  it('leave a conversation to each other whose platform only a newer configuration knows', async () => {
    const beside = { url: await postgres.createDatabase() }
    const older = await openHub(beside, first)
    onTestFinished(() => older.close())
    const [moved, left] = [await begin(older), await begin(older)]
    const newer = await openHub(beside, first, settings)
    for (const id of [moved, left]) await newer.moveConversation(id, { platform: 'second' })
    await eventually('both there', () => [moved, left].every((id) => second.commandOf(id)))
    await newer.close()
    await older.sendMessage(left, { text: 'to whoever knows' })
    const next = await openHub(beside, first, settings)
    onTestFinished(() => next.close())
    await eventually('the message', () => second.textsOf(left).includes('to whoever knows'))
    expect(await next.findDeadLetters()).toEqual([])
    expect(older.logged).toContainEqual(
      expect.objectContaining({ event: 'conversation-left-to-others', platform: 'second' }),
    )
  })

  it('tell of open conversations on a resource that the settings do not name any more, and go on with them', async () => {
    const beside = { url: await postgres.createDatabase() }
    const before = await openHub(beside, first)
    const id = await begin(before)
    await before.close()
    const after = await openHub(beside, first, { resources: { other: { channel: 'web-chat', hub: 'main' } } })
    onTestFinished(() => after.close())
    expect(after.logged).toContainEqual(
      expect.objectContaining({
        event: 'resource-missing',
        count: 1,
        detail: expect.stringContaining('"web"'),
      }),
    )
    await after.sendMessage(id, { text: 'still here' })
    await eventually('the message', () => first.textsOf(id).includes('still here'))
  })

  /** What was begun at the platform for a conversation, if anything, was ended there. */
  function isLeft({ told, commandOf }: FakePlatform, id: string): boolean {
    const at = commandOf(id)
    return at === undefined || told.some((one) => one.type === 'end' && one.at === at)
  }
})

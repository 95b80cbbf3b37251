import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { eventually } from './support/eventually'
import { createAccount } from './support/fake-account'
import { freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

describe('a stream for a whole account', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it('is read by one instance, told apart by key, and taken over with its cursor', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const hubs = [await openHub({ url }, account.platform), await openHub({ url }, account.platform)] as const
    const request = () => ({ resourceId: 'sms', customerDestination: freshPhoneNumber() })
    const { conversationId: one } = await hubs[0].startConversation(request())
    const { conversationId: two } = await hubs[1].startConversation(request())
    const heard = [await hear(hubs[0], one), await hear(hubs[0], two)] as const
    const keyOf = (id: string) => eventually('the start', () => account.platform.commandOf(id))
    const keys = [await keyOf(one), await keyOf(two)] as const
    await eventually('a reader', () => account.readers() === 1)
    account.deliver({ key: keys[0], id: 'a', text: 'for one' }, { key: keys[1], id: 'b', text: 'for two' })
    await eventually('both', () => heard[0].texts('agent').length + heard[1].texts('agent').length === 2)
    expect([heard[0].texts('agent'), heard[1].texts('agent')]).toEqual([['for one'], ['for two']])
    expect(account.readers()).toBe(1)
    const noticed = [...hubs[0].logged, ...hubs[1].logged].flatMap(
      ({ event, platform, code, conversationId }) =>
        event === 'platform-notice' ? [`${platform} ${code} ${conversationId}`] : [],
    )
    expect(noticed).toEqual([`fake notice-a ${one}`, `fake notice-b ${two}`])
    await hubs[0].close()
    account.deliver({ key: keys[0], id: 'c', text: 'after the take-over' })
    const later = await hear(hubs[1], one)
    await eventually('what came after', () => later.texts('agent').length === 2)
    expect(later.texts('agent')).toEqual(['for one', 'after the take-over'])
    await hubs[1].close()
  })

  it('is open before the first start, because nothing that was said before is told again', async () => {
    let openIt = () => {}
    const mayOpen = new Promise<void>((resolve) => {
      openIt = resolve
    })
    const account = createAccount({ mayOpen })
    const hub = await openHub({ url: await postgres.createDatabase() }, account.platform)
    const customerDestination = freshPhoneNumber()
    const { conversationId } = await hub.startConversation({ resourceId: 'sms', customerDestination })
    const heard = await hear(hub, conversationId)
    await eventually('an opening', () => account.readers() === 1)
    // Long enough for a start that waits for nothing.
    for (let times = 0; times < 30; times += 1) await hub.findConversations({ resourceId: 'sms' })
    expect(account.platform.commandOf(conversationId)).toBeUndefined()
    openIt()
    const key = await eventually('the start', () => account.platform.commandOf(conversationId))
    account.deliver({ key, id: 'a', text: 'Hello!' })
    await eventually('the greeting', () => heard.texts('agent').length === 1)
    await hub.close()
  })

  it('is read by another instance as soon as its reader has stopped, not when the clock says so', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const reader = await openHub({ url }, account.platform)
    await read(account)
    const other = await openHub({ url }, account.platform)
    await reader.close()
    await read(account)
    await other.close()
  })

  it('keeps what arrives before the platform has told the key', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const hub = await openHub({ url }, account.platform)
    account.platform.before = (command) => {
      if (command.type !== 'start') return
      account.deliver({ key: command.commandId, id: 'early', text: 'faster than the answer' })
    }
    const { conversationId } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: freshPhoneNumber(),
    })
    const heard = await hear(hub, conversationId)
    await eventually('the early words', () => heard.texts('agent').includes('faster than the answer'))
    account.deliver({ key: 'of somebody else', id: 'x', text: 'not ours' })
    await eventually(
      'it to wait',
      async () => (await query(url, 'SELECT key FROM unclaimed_events')).length === 1,
    )
    await hub.close()
  })

  it('keeps what arrived before the key was told, also where the instance dies just then', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const first = await openHub({ url }, account.platform)
    const { conversationId } = await first.startConversation({
      resourceId: 'sms',
      customerDestination: freshPhoneNumber(),
    })
    const key = await eventually('the start', () => account.platform.commandOf(conversationId))
    const keyIsKept = async () =>
      (await query(url, 'SELECT 1 FROM conversations WHERE session_key = $1', [key])).length
    await eventually('the key', async () => (await keyIsKept()) === 1)
    const early = {
      type: 'message',
      id: 'early',
      author: { role: 'agent' },
      parts: [{ type: 'text', text: 'early' }],
    }
    // As a process leaves it that ends between keeping the key and looking for what waits for it.
    await query(
      url,
      `INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ('fake', $1, $2, now())`,
      [key, JSON.stringify([early])],
    )
    await first.close()
    const second = await openHub({ url }, account.platform)
    const heard = await hear(second, conversationId)
    await eventually('the early words', () => heard.texts('agent').includes('early'))
    expect(await query(url, 'SELECT * FROM unclaimed_events')).toEqual([])
    await second.close()
  })

  it('shows what arrived before the key was told before what arrives after', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const hub = await openHub({ url }, account.platform)
    onTestFinished(() => hub.close())
    const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
    const { conversationId } = await hub.startConversation(request)
    const heard = await hear(hub, conversationId)
    const key = await eventually('the start', () => account.platform.commandOf(conversationId))
    account.deliver({ key, id: 'first', text: 'first' })
    await eventually('the key to be known', () => heard.texts('agent').includes('first'))
    const parts = [{ type: 'text', text: 'early' }]
    await query(
      url,
      `INSERT INTO unclaimed_events (platform, key, events, created_at) VALUES ('fake', $1, $2, now())`,
      [key, JSON.stringify([{ type: 'message', id: 'early', author: { role: 'agent' }, parts }])],
    )
    account.deliver({ key, id: 'late', text: 'late' })
    await eventually('the late words', () => heard.texts('agent').includes('late'))
    expect(heard.texts('agent')).toEqual(['first', 'early', 'late'])
  })

  it('goes on for everybody else where a defect concerns one conversation', async () => {
    let defect = ''
    const account = createAccount({
      concerns(id) {
        if (id === defect) throw new TypeError('a defect')
        return true
      },
    })
    const hub = await openHub({ url: await postgres.createDatabase() }, account.platform)
    onTestFinished(() => hub.close())
    const start = async () => {
      const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
      const { conversationId } = await hub.startConversation(request)
      const key = await eventually('the start', () => account.platform.commandOf(conversationId))
      return { key, heard: await hear(hub, conversationId) }
    }
    const [one, other] = [await start(), await start()]
    account.deliver({ key: one.key, id: 'a', text: 'a' }, { key: other.key, id: 'b', text: 'b' })
    await eventually('both', () => one.heard.texts('agent').length + other.heard.texts('agent').length === 2)
    defect = one.key
    account.deliver({ key: one.key, id: 'c', text: 'c' }, { key: other.key, id: 'd', text: 'd' })
    await eventually('the other', () => other.heard.texts('agent').includes('d'))
    expect(hub.logged).toContainEqual(expect.objectContaining({ event: 'platform-events-dropped' }))
    defect = ''
    account.deliver({ key: one.key, id: 'e', text: 'e' })
    await eventually('the next word', () => one.heard.texts('agent').includes('e'))
  })

  it('starts with a customer anew only when the earlier end has reached the platform', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount()
    const hub = await openHub({ url }, account.platform)
    const customerDestination = freshPhoneNumber()
    const request = { resourceId: 'sms', customerDestination, onLive: 'replace' as const }
    const { conversationId: first } = await hub.startConversation(request)
    await eventually('the start', () => account.platform.commandOf(first))
    let letEnd = () => {}
    const mayEnd = new Promise<void>((resolve) => {
      letEnd = resolve
    })
    account.platform.before = (command) => (command.type === 'end' ? mayEnd : undefined)
    const { conversationId: second } = await hub.startConversation(request)
    await eventually('the end to be under way', () => account.platform.calls.at(-1)?.startsWith('end'))
    letEnd()
    await eventually('the second start', () => account.platform.commandOf(second))
    expect(account.platform.told.map(({ type }) => type)).toEqual(['start', 'end', 'start'])
    await hub.close()
  })

  it('shows no late word for an earlier conversation in the next one with the same key', async () => {
    const url = await postgres.createDatabase()
    const account = createAccount({ keyOf: () => 'one phone' })
    const hub = await openHub({ url }, account.platform)
    const request = { resourceId: 'sms', customerDestination: freshPhoneNumber() }
    const say = (id: string) => account.deliver({ key: 'one phone', id, text: id })
    const isKept = (id: string) =>
      eventually(id, async () =>
        (await query(url, 'SELECT cursor FROM account_streams')).some(
          ({ cursor }) => Number(cursor) >= account.placeOf(id),
        ),
      )
    const { conversationId: first } = await hub.startConversation(request)
    await eventually('the start', () => account.platform.commandOf(first))

    let letEnd = () => {}
    const mayEnd = new Promise<void>((resolve) => {
      letEnd = resolve
    })
    account.platform.before = (command) => {
      if (command.type === 'end') return mayEnd
      if (command.type === 'start') say('for the second')
    }
    await hub.closeConversation(first)
    await eventually('the end to be under way', () => account.platform.calls.at(-1)?.startsWith('end'))
    const { conversationId: second } = await hub.startConversation(request)
    say('while the first one ends')
    await isKept('while the first one ends')
    letEnd()
    const heard = await hear(hub, second)
    await eventually('its words', () => heard.texts('agent').includes('for the second'))
    expect(heard.texts('agent')).toEqual(['for the second'])

    await hub.closeConversation(second)
    await eventually('the second end', () => account.platform.told.filter(({ type }) => type === 'end')[1])
    say('after the end')
    await isKept('after the end')
    const { conversationId: third } = await hub.startConversation(request)
    const later = await hear(hub, third)
    await eventually('its words', () => later.texts('agent').includes('for the second'))
    expect(later.texts('agent')).toEqual(['for the second'])
    await hub.close()
  })
})

/** Until somebody reads the stream, with no help of a clock. */
async function read({ readers }: ReturnType<typeof createAccount>): Promise<void> {
  while (readers() === 0) await new Promise(setImmediate)
}

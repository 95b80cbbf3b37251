import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../src/database/open-database'
import { openPostgresServer } from '../src/database/postgres-server'
import type { Hub } from '../src/hub'
import { reviveCommands } from '../src/verbs/revive-commands'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'
import { openSlowDoor } from './support/slow-door'
import { openSwitchableProxy } from './support/switchable-proxy'

describe('several instances on one Postgres', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  async function openTwo() {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform()
    const first = await openHub({ url }, platform)
    const second = await openHub({ url }, platform)
    // Peers are noticed at the next renewal of the lease.
    await eventually('both to have a lease', async () => (await leases(url)) === 2)
    return { url, platform, first, second }
  }
  const leases = async (url: string) =>
    Number((await query(url, 'SELECT count(*) FROM instances WHERE lease_until > now()'))[0]?.count)

  it('show each other’s messages to their listeners', async () => {
    const { platform, first, second } = await openTwo()
    const id = await begin(first)
    const here = await hear(first, id)
    const there = await hear(second, id)
    await second.sendMessage(id, { text: 'from the other' })
    await eventually('the answer there', () => there.texts('bot').includes('You said from the other'))
    await eventually('the answer here', () => here.texts('bot').includes('You said from the other'))
    expect(there.kept()).toEqual(here.kept())
    expect(platform.textsOf(id)).toEqual(['from the other'])
    await Promise.all([first.close(), second.close()])
    expect([here.ended(), there.ended()]).toEqual(['stopping', 'stopping'])
  })

  it('have nothing to do with each other where the address gives each its own schema', async () => {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform()
    const inSchema = async (name: string) => {
      await query(url, `CREATE SCHEMA ${name}`)
      return `${url}&options=${encodeURIComponent(`-c search_path=${name}`)}`
    }
    const [ofShop, ofBank] = [await inSchema('shop'), await inSchema('bank')]
    const [shop, bank] = [await openHub({ url: ofShop }, platform), await openHub({ url: ofBank }, platform)]
    onTestFinished(async () => void (await Promise.all([shop.close(), bank.close()])))
    const id = await begin(shop)
    await shop.sendMessage(id, { text: 'to the shop' })
    await eventually('the message', () => platform.textsOf(id).includes('to the shop'))
    expect((await bank.findConversations({})).conversations).toEqual([])
    const database = openPostgresServer(ofShop)
    onTestFinished(() => database.close())
    // What the hub itself sets for its connections is not given up for it.
    const setting = `SELECT current_setting('enable_seqscan') AS scans, current_setting('search_path') AS path`
    expect(await database.query(setting)).toEqual([{ scans: 'off', path: 'shop' }])
  })

  it('take over at once when one closes, and lose nothing that was said meanwhile', async () => {
    const { platform, first, second } = await openTwo()
    const ids = await Promise.all(Array.from({ length: 10 }, () => begin(first)))
    const heard = await Promise.all(ids.map((id) => hear(second, id)))
    const closing = first.close()
    await Promise.all(ids.map((id) => second.sendMessage(id, { text: 'still there?' })))
    await closing
    for (const one of heard) {
      await eventually('the answer', () => one.texts('bot').includes('You said still there?'), 5_000)
    }
    for (const id of ids) expect(platform.textsOf(id)).toEqual(['still there?'])
    await second.close()
  })

  it('take over from one whose lease runs out; what that one still wants to write is refused', async () => {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform({ silent: true })
    const proxy = await openSwitchableProxy(postgres.socket)
    const cutOff = await openHub({ url: proxy.urlOf(url) }, platform)
    const id = await begin(cutOff)
    const other = await openHub({ url }, platform)
    let release = () => {}
    platform.before = (command) =>
      command.type === 'send' && command.message.type === 'text' && command.message.text === 'one'
        ? new Promise((resolve) => {
            release = resolve
          })
        : undefined
    await cutOff.sendMessage(id, { text: 'one' })
    await eventually('the send to be on its way', () =>
      platform.calls.some((call) => call.startsWith('send')),
    )
    platform.before = () => {}
    proxy.cut()
    await expect(cutOff.sendMessage(id, { text: 'lost in time' })).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    const heard = await hear(other, id)
    const { messageId } = await other.sendMessage(id, { text: 'two' })
    await eventually('the other to have delivered', () => heard.receipts(messageId).includes('sent'))
    release()
    proxy.restore()
    await eventually('the lease to be back', async () => (await leases(url)) === 2)
    await cutOff.sendMessage(id, { text: 'three' })
    await eventually('everything', () => platform.textsOf(id).length === 3)
    expect(platform.textsOf(id)).toEqual(['one', 'two', 'three'])
    await eventually('the receipts', () => heard.kept().filter(({ type }) => type === 'receipt').length === 3)
    await Promise.all([cutOff.close(), other.close()])
    await proxy.close()
  })

  it('write nothing any more to a platform whose connection was opened only after the lease', async () => {
    const url = await postgres.createDatabase()
    const proxy = await openSwitchableProxy(postgres.socket)
    const door = await openSlowDoor()
    const cutOff = await openHub({ url: proxy.urlOf(url) }, door.platform)
    const id = await begin(cutOff)
    const other = await openHub({ url }, door.platform)
    onTestFinished(async () => {
      await Promise.all([cutOff.close(), other.close()])
      await Promise.all([proxy.close(), door.close()])
    })
    const heard = await hear(other, id)
    const { messageId } = await cutOff.sendMessage(id, { text: 'one' })
    await eventually('the connection to be asked for', () => door.waiting.length === 1)
    proxy.cut()
    const second = await eventually('the other to ask, too', () => door.waiting[1])
    second.open()
    await eventually('the other to have delivered', () => heard.receipts(messageId).includes('sent'))
    door.waiting[0]?.open()
    await eventually('the first to have ended', () => door.waiting[0]?.hasEnded)
    expect(door.heard).toEqual(['one'])
    proxy.restore()
  })

  it('replay each other’s dead letters: what is driven stays where it is, what is not finds a driver', async () => {
    const { url, platform, first, second } = await openTwo()
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
    const [live, over] = [await begin(first), await begin(first)]
    await eventually('the starts', () => platform.commandOf(live) && platform.commandOf(over))
    platform.before = ({ type }) => {
      if (type === 'send' || type === 'end') throw new ConversationError('platform-refused', 'not now')
    }
    await first.sendMessage(live, { text: 'unwanted' })
    await first.closeConversation(over)
    await eventually('the dead letters', async () => (await second.findDeadLetters()).length === 2)
    platform.before = () => {}
    const fenceOf = async (id: string) =>
      (await query(url, 'SELECT fence FROM conversations WHERE id = $1', [id]))[0]?.fence
    const before = await fenceOf(live)
    expect(await second.replayDeadLetters('all')).toBe(2)
    await eventually('the message', () => platform.textsOf(live).includes('unwanted'))
    await eventually('the end', () => platform.told.some(({ type }) => type === 'end'))
    expect(await fenceOf(live)).toBe(before)
    expect((await second.getConversation(live)).state).not.toBe('stalled')
  })

  it('replay a dead letter as a whole, also where the one that replays dies right after it', async () => {
    const { url, platform, first, second } = await openTwo()
    const database = await openDatabase({ url })
    onTestFinished(async () => void (await Promise.all([first.close(), second.close(), database.close()])))
    const id = await begin(first)
    const heard = await hear(first, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    platform.before = ({ type }) => {
      if (type === 'send') throw new ConversationError('platform-refused', 'not now')
    }
    const { messageId } = await first.sendMessage(id, { text: 'unwanted' })
    await eventually('the dead letter', async () => (await first.findDeadLetters()).length === 1)
    platform.before = () => {}
    await database.transaction((query) => reviveCommands(query, messageId, () => {}))
    expect((await second.getConversation(id)).state).toBe('with-bot')
    await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
    const states = heard.events.flatMap((event) => (event.type === 'state' ? [event.state] : []))
    expect(states.slice(-2)).toEqual(['stalled', 'with-bot'])
  })

  it('replay the last two dead letters of a conversation at once, and it is stalled no longer', async () => {
    const { platform, first, second } = await openTwo()
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
    const ids = await Promise.all(Array.from({ length: 8 }, () => begin(first)))
    await eventually('the starts', () => ids.every((id) => platform.commandOf(id)))
    platform.before = ({ type }) => {
      if (type === 'send') throw new ConversationError('platform-refused', 'not now')
    }
    const sent = ids.flatMap((id) => ['one', 'two'].map((text) => first.sendMessage(id, { text })))
    const messageIds = (await Promise.all(sent)).map(({ messageId }) => messageId)
    await eventually('the dead letters', async () => (await first.findDeadLetters()).length === sent.length)
    platform.before = () => {}
    await Promise.all(
      messageIds.map((commandId, index) =>
        (index % 2 === 0 ? first : second).replayDeadLetters({ commandId }),
      ),
    )
    for (const id of ids) expect((await first.getConversation(id)).state).not.toBe('stalled')
  })

  it('answers that nothing can be kept while the database is away, and goes on when it is back', async () => {
    const url = await postgres.createDatabase()
    const platform = createFakePlatform()
    const proxy = await openSwitchableProxy(postgres.socket)
    const hub: Hub = await openHub({ url: proxy.urlOf(url) }, platform)
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    proxy.cut()
    const refused = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        hub.sendMessage(id, { text: `away ${n}`, clientMessageId: `${n}` }),
      ),
    )
    for (const one of refused) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'database-unavailable' } })
    }
    await expect(hub.startSession({ resourceId: 'web' })).rejects.toMatchObject({
      code: 'database-unavailable',
    })
    await expect(hub.checkReady()).rejects.toMatchObject({ code: 'database-unavailable' })
    platform.say(id, {
      type: 'message',
      id: 'meanwhile',
      author: { role: 'agent' },
      parts: [{ type: 'text', text: 'said meanwhile' }],
    })
    proxy.restore()
    await eventually('what was said meanwhile', () => heard.texts('agent').includes('said meanwhile'))
    await hub.sendMessage(id, { text: 'away 0', clientMessageId: '0' })
    await eventually('the answer', () => heard.texts('bot').includes('You said away 0'))
    expect(heard.texts('customer').filter((text) => text === 'away 0')).toHaveLength(1)
    expect(heard.kept().map(({ seq }) => seq)).toEqual(heard.kept().map((_, index) => index + 1))
    await hub.close()
    await proxy.close()
  })
})

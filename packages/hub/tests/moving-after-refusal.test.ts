import { ConversationError, type StartCommand } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, openHub } from './support/hub'
import { startPostgres, type TestPostgres } from './support/postgres'

describe('a conversation that leaves a platform by which a message was refused', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  async function refusedAtFirst() {
    const started: StartCommand[] = []
    const renewed = new Set<unknown>()
    const [first, second] = [0, 1].map(() =>
      createFakePlatform({
        capabilities: { transcriptHandOver: { maxCharacters: 1_000 } },
        // Once for each: from then on, the access of before is worth nothing.
        async renew(session) {
          if (renewed.has(session.id)) throw new ConversationError('platform-session-gone', 'Not again.')
          renewed.add(session.id)
          return { ...session, access: 'renewed' }
        },
        silent: true,
      }),
    )
    if (!first || !second) throw new Error('there are two')
    const refuse = (error?: ConversationError) => {
      for (const one of [first, second]) {
        one.before = (command) => {
          if (command.type === 'start') started.push(command)
          if (error && one === first && command.type === 'send') throw error
        }
      }
    }
    refuse(new ConversationError('platform-refused', 'Not that.'))
    const url = await postgres.createDatabase()
    const platforms = { fake: first.connector, second: { ...second.connector, account: 'second' } }
    const open = async () => {
      const opened = await openHub({ url }, first, { platforms })
      onTestFinished(() => opened.close())
      return opened
    }
    const hub = await open()
    const id = await begin(hub)
    const { messageId: commandId } = await hub.sendMessage(id, { text: 'unwanted' })
    const letters = () => hub.findDeadLetters({ conversationId: id })
    await eventually('the dead letter', async () => (await letters()).length === 1)
    const toldBefore = () =>
      started.at(-1)?.transcript?.flatMap(({ text }) => (text === 'unwanted' ? [text] : []))
    return { hub, open, id, first, second, refuse, commandId, letters, toldBefore }
  }

  it('leaves that behind: a replay is for nobody, and ends nothing', async () => {
    const { hub, id, second, refuse, commandId, letters, toldBefore } = await refusedAtFirst()
    refuse(new ConversationError('platform-session-gone', 'That is not a session of mine.'))
    await hub.moveConversation(id, { platform: 'second' })
    expect(await letters()).toEqual([])
    expect(await hub.replayDeadLetters({ commandId })).toBe(0)
    await hub.sendMessage(id, { text: 'and now?' })
    await eventually('the next message', () => second.textsOf(id).length === 1)
    expect(toldBefore()).toEqual(['unwanted'])
    expect((await hub.getConversation(id)).state).not.toBe('ended')
  })

  it('ends it there although the access has expired since, and comes back', async () => {
    const { hub, id, first } = await refusedAtFirst()
    first.before = (command, _at, session) => {
      if (command.type === 'end' && session.access !== 'renewed')
        throw new ConversationError('platform-session-expired', 'Expired.')
    }
    const left = first.commandOf(id)
    await hub.moveConversation(id, { platform: 'second' })
    await hub.moveConversation(id, { platform: 'fake' })
    const isEndThere = ({ type, at }: { type: string; at: string }) => type === 'end' && at === left
    await eventually('the end where it was', () => first.told.some(isEndThere))
    await hub.sendMessage(id, { text: 'back again' })
    await eventually('the message', () => first.textsOf(id).includes('back again'))
  })

  it('ends it there also where the process stops that had the new access', async () => {
    const { hub, open, id, first } = await refusedAtFirst()
    let isDown = true
    let tries = 0
    first.before = (command, _at, session) => {
      if (command.type !== 'end') return
      if (session.access !== 'renewed') throw new ConversationError('platform-session-expired', 'Expired.')
      tries += 1
      if (isDown) throw new ConversationError('platform-unavailable', 'Down.')
    }
    const left = first.commandOf(id)
    await hub.moveConversation(id, { platform: 'second' })
    await eventually('a try with the new access', () => tries > 0)
    await hub.close()
    isDown = false
    await open()
    await eventually('the end where it was', () =>
      first.told.some(({ type, at }) => type === 'end' && at === left),
    )
  })

  it('comes back with it in what was said before, where it is told once', async () => {
    const { hub, id, first, refuse, commandId, letters, toldBefore } = await refusedAtFirst()
    refuse()
    await hub.moveConversation(id, { platform: 'second' })
    await hub.moveConversation(id, { platform: 'fake' })
    expect(await letters()).toEqual([])
    expect(await hub.replayDeadLetters({ commandId })).toBe(0)
    await hub.sendMessage(id, { text: 'and now?' })
    await eventually('the next message', () => first.textsOf(id).length > 0)
    expect(first.textsOf(id)).toEqual(['and now?'])
    expect(toldBefore()).toEqual(['unwanted'])
  })
})

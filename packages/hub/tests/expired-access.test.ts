import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { embeddedFolder } from './support/embedded-folder'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

const refused = () => new ConversationError('platform-refused', 'no')

/** A platform to which each guest has an access of their own, which nobody gets back once it has expired. */
function platformOfGuests() {
  const platform = createFakePlatform()
  const { connector } = platform
  const expired = new Set<unknown>()
  const started: unknown[] = []
  let given = 0
  const check = ({ access }: PlatformSession) => {
    if (expired.has(access))
      throw new ConversationError('platform-session-expired', 'The access has expired.')
  }
  const { arrival } = connector
  if (arrival.kind !== 'stream') throw new Error('a stream of its own was expected')
  return {
    ...platform,
    connector: {
      ...connector,
      arrival: {
        ...arrival,
        open(session, options) {
          check(session)
          return arrival.open(session, options)
        },
      },
      async prepare({ commandId }) {
        given += 1
        return { id: commandId, access: given }
      },
      async start(command, session, call) {
        check(session)
        const result = await connector.start(command, session, call)
        started.push(session.access)
        return result
      },
      renewAt: ({ access }) => (expired.has(access) ? 0 : undefined),
      async renew() {
        throw new ConversationError('platform-session-gone', 'A guest cannot get it back.')
      },
    } satisfies typeof connector,
    expire: () => expired.add(given),
    restore: () => expired.clear(),
    started,
    setBefore(before: typeof platform.before) {
      platform.before = before
    },
  }
}

describe('a start that is replayed after its access has expired', () => {
  /** A start that the platform has refused, and whose access has expired since. */
  async function refusedStart() {
    const platform = platformOfGuests()
    platform.setBefore(() => {
      throw refused()
    })
    const { dataDir, remove } = await embeddedFolder()
    onTestFinished(remove)
    const hub = await openHub({ dataDir }, platform)
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    await eventually('the dead letter', async () => (await hub.findDeadLetters()).length === 1)
    platform.expire()
    platform.setBefore(() => {})
    const endStream = async () => {
      platform.cutStreams(new ConversationError('platform-unreachable', 'cut'))
      await eventually('the end of its stream', () =>
        hub.logged.some(({ code }) => code === 'platform-session-gone'),
      )
    }
    const replay = async (by: typeof hub) => {
      const heard = await hear(by, id)
      expect(await by.replayDeadLetters('all')).toBe(1)
      await eventually('the greeting', () => heard.texts('bot').includes('Hello'), 10_000)
      expect(await by.getConversation(id)).toMatchObject({ state: 'with-bot' })
      expect(by.logged.filter(({ event }) => event === 'stream-failed')).toEqual([])
    }
    return { platform, dataDir, hub, endStream, replay }
  }

  it('gets a new access, by the process that was refused', async () => {
    const { platform, hub, endStream, replay } = await refusedStart()
    await endStream()
    await replay(hub)
    expect(platform.started).toEqual([2])
  })

  it('gets a new access, by another one', async () => {
    const { platform, dataDir, hub, replay } = await refusedStart()
    await hub.close()
    const another = await openHub({ dataDir }, platform)
    onTestFinished(() => another.close())
    await replay(another)
    expect(platform.started).toEqual([2])
  })

  it('is heard, where the platform takes the access after all', async () => {
    const { platform, hub, endStream, replay } = await refusedStart()
    await endStream()
    platform.restore()
    await replay(hub)
    expect(platform.started).toEqual([1])
  })
})

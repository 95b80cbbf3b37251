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
    started,
    setBefore(before: typeof platform.before) {
      platform.before = before
    },
  }
}

describe('a start that is replayed after its access has expired', () => {
  it.each(['by the process that was refused', 'by another one'])('gets a new access, %s', async (by) => {
    const platform = platformOfGuests()
    platform.setBefore(() => {
      throw refused()
    })
    const { dataDir, remove } = await embeddedFolder()
    onTestFinished(remove)
    let hub = await openHub({ dataDir }, platform)
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    await eventually('the dead letter', async () => (await hub.findDeadLetters()).length === 1)
    platform.expire()
    platform.setBefore(() => {})
    if (by === 'by another one') {
      await hub.close()
      hub = await openHub({ dataDir }, platform)
    } else {
      platform.cutStreams(new ConversationError('platform-unreachable', 'cut'))
      await eventually('the end of its stream', () =>
        hub.logged.some(({ event, code }) => event === 'stream-failed' && code === 'platform-session-gone'),
      )
    }
    const heard = await hear(hub, id)
    expect(await hub.replayDeadLetters('all')).toBe(1)
    await eventually('the greeting', () => heard.texts('bot').includes('Hello'), 10_000)
    expect(platform.started).toEqual([2])
    expect(await hub.getConversation(id)).toMatchObject({ state: 'with-bot' })
  })
})

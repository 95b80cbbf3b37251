import type { AccountStreamStep, Connector } from '@conversation-hub/core'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import { UnreadableConversation } from '../../conversations/unreadable'
import type { Row } from '../../database/database'
import { DatabaseError } from '../../database/database-error'
import { journalForTests } from '../../journal/journal-for-tests'
import { createCipher } from '../../secrets/cipher'
import { circumstancesForTests } from '../circumstances-for-tests'
import { followAccountStreams } from './account-streams'

/** No clock moves: what is looked for is looked for because of a word. */
describe('the stream of a whole account that another instance has', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  it('is taken as soon as it is told to be free', async () => {
    const account = follow()
    await account.asked()
    account.free()
    account.streams.look()
    await account.opened
    await account.streams.stop()
  })

  it('is asked for once more where that is told while the last answer is on its way', async () => {
    const account = follow({
      whenAsked() {
        account.free()
        account.streams.look()
      },
    })
    await account.opened
    await account.streams.stop()
  })

  it('holds up no stop, and is not looked for afterwards', async () => {
    const account = follow()
    await account.asked()
    await account.streams.stop()
    account.free()
    account.streams.look()
    expect(account.isOpen()).toBe(false)
  })

  it('is not opened where it is given while this instance stops, which holds up no stop either', async () => {
    const account = follow()
    account.free()
    await account.streams.stop()
    expect(account.isOpen()).toBe(false)
  })
})

it('a stream that brings what only a newer version can keep is given back, and not taken again at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const account = follow({ steps: [{ step: 'events', entries: [{ key: 'k', events: [] }], cursor: '1' }] })
  account.free()
  account.streams.look()
  await account.opened
  while (!account.queries.some(isGivenBack)) await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(account.queries.filter(isTaken)).toHaveLength(1)
  expect(account.queries.some(isMoved)).toBe(false)
  await account.streams.stop()
})

it('what nobody can keep is set aside when it comes again, so that the stream of all others goes on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const account = follow({ steps: [{ step: 'events', entries: [{ key: 'k', events: [] }], cursor: '1' }] })
  account.free()
  account.streams.look()
  while (!account.queries.some(isGivenBack)) await new Promise(setImmediate)
  expect(account.queries.filter(isSetAside)).toHaveLength(0)
  for (let seconds = 0; seconds < 30 && !account.queries.some(isMoved); seconds += 1) {
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(account.queries.filter((text) => isSetAside(text) || isMoved(text))).toHaveLength(2)
  await account.streams.stop()
})

it('what an account’s stream tells of no conversation is told to the operator', async () => {
  const notices = [{ type: 'notice' as const, code: 'odd', text: 'Something odd.' }]
  const account = follow({ steps: [{ step: 'events', entries: [], notices }] })
  account.free()
  account.streams.look()
  while (!account.queries.some(isMoved)) await new Promise(setImmediate)
  const line = {
    level: 'info',
    event: 'platform-notice',
    platform: 'account',
    code: 'odd',
    detail: 'Something odd.',
  }
  expect(account.lines).toEqual([line])
  await account.streams.stop()
})

it.each([
  ['when it is taken', () => isTaken],
  ['when its place is kept', () => isMoved],
] as const)('a database that is away %s is no defect, and passes', async (_, which) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const account = follow({ steps: [{ step: 'events', entries: [], cursor: '1' }], away: which() })
  account.free()
  account.streams.look()
  for (let seconds = 0; seconds < 30 && account.lines.length === 0; seconds += 1) {
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(account.lines[0]).toMatchObject({
    level: 'warn',
    event: 'account-stream-interrupted',
    code: 'database-unavailable',
  })
  await account.streams.stop()
})

const isMoved = (text: string) => text.includes('cursor = coalesce')
const isSetAside = (text: string) => text.includes('INSERT INTO unclaimed_events')
const isTaken = (text: string) => text.trimStart().startsWith('UPDATE account_streams s')
const isGivenBack = (text: string) => text.startsWith('UPDATE account_streams SET owner = NULL')

/** One stream whose row is another instance's until it is set free; `whenAsked` runs before the first refusal is heard. */
function follow({
  whenAsked = () => {},
  steps = [],
  away = () => false,
}: {
  whenAsked?: () => void
  steps?: ReadonlyArray<AccountStreamStep>
  /** The statements that the database does not answer. */
  away?: (text: string) => boolean
} = {}) {
  const queries: string[] = []
  const lines: object[] = []
  let isFree = false
  let isOpen = false
  let asked = () => {}
  let opened = () => {}
  const firstAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const firstOpened = new Promise<void>((resolve) => {
    opened = resolve
  })
  const arrival: Connector['arrival'] = {
    kind: 'account-stream',
    silenceMs: 60_000,
    keyOf: () => undefined,
    async *open({ signal }) {
      isOpen = true
      opened()
      yield { step: 'opened' }
      yield* steps
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    },
  }
  async function query(text: string): Promise<Row[]> {
    queries.push(text)
    if (isFree && away(text)) throw new DatabaseError('unavailable', '57P01')
    if (text.includes('"hasWaiting"')) return [{ id: 'of a newer version', hasWaiting: false }]
    if (isMoved(text)) return [{ name: 'account' }]
    if (!isTaken(text)) return []
    if (isFree) return [{ fence: 1, cursor: null }]
    await new Promise(setImmediate)
    whenAsked()
    setImmediate(asked)
    return []
  }
  const refuse = () => Promise.reject(new Error('nothing is written here'))
  const streams = followAccountStreams({
    instanceId: crypto.randomUUID(),
    platforms: new Map([['account', { ...createFakePlatform().connector, arrival }]]),
    database: { kind: 'server', query, queryPrepared: refuse, transaction: refuse, close: refuse },
    journal: journalForTests({
      change: () => Promise.reject(new UnreadableConversation('one')),
      get: refuse,
    }),
    cipher: createCipher(['a key of the tests, long enough']),
    ...circumstancesForTests,
    log: (line) => void lines.push(line),
  })
  return {
    lines,
    streams,
    queries,
    asked: () => firstAsked,
    opened: firstOpened,
    free() {
      isFree = true
    },
    isOpen: () => isOpen,
  }
}

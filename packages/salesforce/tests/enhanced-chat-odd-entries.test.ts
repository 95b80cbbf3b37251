import { expect, it } from 'vitest'
import { salesforceEnhancedChat } from '../src'
import { createClient } from '../src/enhanced-chat/client'
import { readSession } from '../src/enhanced-chat/session'
import { resolveSettings } from '../src/enhanced-chat/settings'
import { readTranscript } from '../src/enhanced-chat/transcript'
import { json, loopback } from './loopback'

const orgId = '00DSB0000001Kqx'
const commandId = '6b3f5d6e-0000-4000-8000-000000000002'
const session = {
  conversationId: '6b3f5d6e-0000-4000-8000-000000000001',
  accessToken: 't',
  orgId,
}
const NOON = Date.parse('2026-11-23T12:00:00.000Z')

interface Listed {
  readonly identifier: string
  readonly transcriptedTimestamp: unknown
  /** Default: the identifier. */
  readonly text?: string
}

/** Where a conversation's entries are listed so, newest first, 50 a page, with or without those of the page's last moment. */
const listedAt = (entries: ReadonlyArray<Listed>, { endIsListed = true } = {}) =>
  loopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://host')
    if (!pathname.endsWith('/entries')) return json(response, 200, { routingStatus: 'ROUTED' })
    const end = Number(searchParams.get('endTimestamp') ?? Number.POSITIVE_INFINITY)
    const from = entries.findIndex(
      ({ transcriptedTimestamp: at }) => typeof at === 'number' && (at < end || (endIsListed && at === end)),
    )
    const conversationEntries = entries.slice(from, from + 50).map(({ text, ...one }) => ({
      ...one,
      entryType: 'Message',
      sender: { role: 'Agent' },
      entryPayload: {
        abstractMessage: {
          messageType: 'StaticContentMessage',
          staticContent: { formatType: 'Text', text: text ?? one.identifier },
        },
      },
    }))
    json(response, 200, { conversationEntries })
  })

const listing = async (entries: ReadonlyArray<Listed>, how?: { endIsListed: boolean }) =>
  salesforceEnhancedChat({ scrtUrl: await listedAt(entries, how), orgId, deployment: 'Dep' })

const minutes = (count: number): Listed[] =>
  Array.from({ length: count }, (_, index) => ({
    identifier: `e${index}`,
    transcriptedTimestamp: NOON - index * 60_000,
  }))

const context = () => ({ signal: AbortSignal.timeout(30_000) })

it.each([
  ['null', null],
  ['a word', 'soon'],
])('an entry whose time is %s hides neither older entries nor a message of ours', async (_, time) => {
  const entries = minutes(60)
  entries[20] = { identifier: 'e20', transcriptedTimestamp: time }
  entries[58] = { identifier: commandId, transcriptedTimestamp: NOON - 58 * 60_000 }
  const connector = await listing(entries)
  const events = (await connector.readTranscript?.(session, context())) ?? []
  const ids = events.flatMap((event) => ('id' in event ? [event.id] : []))
  expect(ids).toEqual(entries.map(({ identifier }) => identifier).reverse())
  const message = { type: 'text', text: 'hi' } as const
  const command = { type: 'send', commandId, messageId: commandId, message } as const
  expect(await connector.reconcile?.(command, session, context())).toEqual({ tookEffect: 'yes' })
})

it.each([
  true,
  false,
])('of two entries of one moment, between which a page ends, none is lost (the end is listed: %s)', async (endIsListed) => {
  const entries = minutes(60).map((one, index) => ({
    ...one,
    transcriptedTimestamp: NOON - (index === 50 ? 49 : index) * 60_000,
  }))
  const connector = await listing(entries, { endIsListed })
  const events = (await connector.readTranscript?.(session, context())) ?? []
  const ids = events.flatMap((event) => ('id' in event ? [event.id] : []))
  expect(ids.sort()).toEqual(entries.map(({ identifier }) => identifier).sort())
})

it.each([
  ['{}', {}, 'no'],
  ['null', { conversationEntries: null }, 'no'],
  ['null, and something beside it', { conversationEntries: null, conversationId: 'c' }, 'no'],
  ['something else', { status: 'maintenance' }, 'platform-reply-invalid'],
])('a list of entries in whose place there is %s', async (_, answer, found) => {
  const scrtUrl = await loopback((_request, response) => json(response, 200, answer))
  const connector = salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })
  const message = { type: 'text', text: 'hi' } as const
  const command = { type: 'send', commandId, messageId: commandId, message } as const
  const looked = Promise.resolve(connector.reconcile?.(command, session, context())).then(
    (reconciliation) => reconciliation?.tookEffect,
    ({ code }) => code,
  )
  expect(await looked).toBe(found)
})

it('a page of very long messages is read', async () => {
  const connector = await listing(minutes(50).map((one) => ({ ...one, text: 'word '.repeat(6_000) })))
  expect(await connector.readTranscript?.(session, context())).toHaveLength(50)
})

it('is read no further back than there is time for: the newest entries are told in time', async () => {
  const scrtUrl = await listedAt(minutes(400))
  const client = createClient(resolveSettings({ scrtUrl, orgId, deployment: 'Dep' }))
  let time = 0
  const threeSecondsLater = () => {
    time += 3_000
    return time
  }
  const events = await readTranscript(client, readSession(session), context().signal, threeSecondsLater)
  const ids = events.flatMap((event) => ('id' in event ? [event.id] : []))
  expect(ids.at(-1)).toBe('e0')
  expect(ids.length).toBeGreaterThan(50)
  expect(ids.length).toBeLessThan(200)
})

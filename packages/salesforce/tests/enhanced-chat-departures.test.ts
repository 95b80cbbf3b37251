import { expect, it } from 'vitest'
import { salesforceEnhancedChat } from '../src'
import { json, loopback } from './loopback'

const orgId = '00DSB0000001Kqx'
const NOON = Date.parse('2026-11-23T12:00:00.000Z')
const conversationId = '6b3f5d6e-0000-4000-8000-000000000001'
const session = { conversationId, accessToken: 't', orgId }

const departure = {
  identifier: 'e1',
  entryType: 'ParticipantChanged',
  transcriptedTimestamp: NOON,
  sender: { role: 'System' },
  entryPayload: { entries: [{ operation: 'remove', displayName: 'Ada', participant: { role: 'Agent' } }] },
}

type Change = (typeof departure)['entryPayload']['entries'][number]

/** A conversation that an agent has left, read by the stream and from the records. */
async function leftAs(routingStatus: string, reopenedAt?: number, changes?: Change[]) {
  const left = { ...departure, ...(changes && { entryPayload: { entries: changes } }) }
  const scrtUrl = await loopback(({ url = '' }, response) => {
    if (url.includes('/entries')) return json(response, 200, { conversationEntries: [left] })
    if (!url.includes('/sse'))
      return json(response, routingStatus === '' ? 503 : 200, { conversationId, routingStatus })
    const event = { conversationId, conversationEntry: left }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`event: CONVERSATION_PARTICIPANT_CHANGED\ndata: ${JSON.stringify(event)}\nid: 1\n\n`)
  })
  const connector = salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })
  const kept = { ...session, ...(reopenedAt !== undefined && { reopenedAt }) }
  const signal = AbortSignal.timeout(30_000)
  if (connector.arrival.kind !== 'stream') throw new Error('Expected a stream.')
  const streamed: unknown[] = []
  // The session that the stream was opened with may be older than the one that commands have changed.
  for await (const step of connector.arrival.open(session, { session: () => kept, signal })) {
    if (step.step === 'events') streamed.push(...step.events)
  }
  const recorded = await connector.readTranscript?.(kept, { signal })
  expect(streamed).toEqual(recorded)
  return streamed.at(-1)
}

const waiting = { type: 'state', id: 'e1/state', state: 'waiting' }

it('an agent who has left for good has ended the conversation', async () => {
  const ended = { type: 'ended', id: 'ended', reason: 'agent-ended' }
  expect(await leftAs('NEEDS_ROUTING')).toEqual(ended)
  expect(await leftAs('NEEDS_ROUTING', NOON - 60_000)).toEqual(ended)
})

it('an agent who has left before the customer opened a new messaging session ends nothing', async () => {
  expect(await leftAs('NEEDS_ROUTING', NOON + 1_000)).toEqual(waiting)
})

it('a conversation that an agent gives on waits', async () => {
  expect(await leftAs('TRANSFER')).toEqual(waiting)
  expect(await leftAs('INITIAL')).toEqual(waiting)
})

it('an agent who has left is followed by another, or by what cannot be asked: nothing has ended', async () => {
  const next: Change = { operation: 'add', displayName: 'Bo', participant: { role: 'Agent' } }
  const changes = [...departure.entryPayload.entries, next]
  expect(await leftAs('NEEDS_ROUTING', undefined, changes)).toMatchObject({ change: 'joined' })
  expect(await leftAs('')).toMatchObject({ change: 'left' })
})

it('a bot that has left, for an agent to come, has ended nothing', async () => {
  const changes = [{ operation: 'remove', displayName: 'Astro', participant: { role: 'Chatbot' } }]
  expect(await leftAs('NEEDS_ROUTING', undefined, changes)).toMatchObject({ change: 'left' })
})

it('a message that opened a new messaging session, and whose answer was lost, lets the end of the old one end nothing', async () => {
  const commandId = crypto.randomUUID()
  const message = { type: 'text', text: 'again' } as const
  const command = { type: 'send', commandId, messageId: commandId, message } as const
  const ended = {
    identifier: 'e1',
    entryType: 'SessionStatusChanged',
    transcriptedTimestamp: NOON - 60_000,
    sender: { role: 'System' },
    entryPayload: { sessionStatus: 'Ended', sessionStatusPrev: 'Inactive' },
  }
  const ours = { identifier: commandId, entryType: 'Message', sender: { role: 'EndUser' }, entryPayload: {} }
  const posts: unknown[] = []
  const scrtUrl = await loopback((request, response, body) => {
    if (request.method === 'GET')
      return json(response, 200, { conversationEntries: [{ ...ours, transcriptedTimestamp: NOON }, ended] })
    posts.push(JSON.parse(body).isNewMessagingSession)
    return posts.length === 1 ? json(response, 417, {}) : request.socket.destroy()
  })
  const connector = salesforceEnhancedChat({ scrtUrl, orgId, deployment: 'Dep' })
  const context = { signal: AbortSignal.timeout(5_000) }
  await expect(connector.send(command, session, context)).rejects.toMatchObject({ outcome: 'unknown' })
  expect(posts).toEqual([false, true])
  const found = await connector.reconcile?.(command, session, context)
  if (found?.tookEffect !== 'yes') throw new Error('It did take effect.')
  const told = (await connector.readTranscript?.(found.session ?? session, context)) ?? []
  expect(told.map(({ type }) => type)).toEqual(['echo'])
})

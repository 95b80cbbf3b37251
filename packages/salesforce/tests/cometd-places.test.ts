import { ConversationError } from '@conversation-hub/core'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { AnswerRequest } from '../src/byoc/routing-requests'
import { resolveSettings } from '../src/byoc/settings'
import { readAccountStream } from '../src/byoc/stream'
import { startStreamingServer } from './streaming-server'

const settings = resolveSettings({
  scrtUrl: 'https://acme.my.salesforce-scrt.com',
  loginUrl: 'https://acme.my.salesforce.com',
  clientId: 'client',
  clientSecret: 'sesame-42',
  orgId: '00D000000000001',
  channel: 'Sms',
  channelAddress: 'sms-1',
  event: 'Reply__e',
  routing: {},
})

type Server = Awaited<ReturnType<typeof startStreamingServer>>

/** Reads the stream step by step; each answers the cursor that came with it. */
function open({ account }: Server, cursor?: string, answer: AnswerRequest = async () => {}) {
  const stopping = new AbortController()
  const reading = { account, settings, answer }
  const steps = readAccountStream(reading, { ...(cursor && { cursor }), signal: stopping.signal })
  return {
    async next(): Promise<string | undefined> {
      const { value, done } = await steps.next()
      if (done) throw new Error('The stream has ended.')
      return value.step === 'events' ? value.cursor : undefined
    },
    async until(cursor: string): Promise<void> {
      while ((await this.next()) !== cursor);
    },
    async stop() {
      stopping.abort()
      await steps.return(undefined)
    },
  }
}

it('asks for no more events than are taken', async () => {
  const server = await startStreamingServer('/event/Reply__e', (connects) => ({ events: [connects] }))
  const stream = open(server, '0')
  await stream.next()
  for (let exchanges = 0; exchanges < 10; exchanges += 1) await server.exchange()
  expect(server.connects()).toBeLessThanOrEqual(1)
  const cursors: string[] = []
  while (cursors.length < 20) {
    const cursor = await stream.next()
    if (cursor !== undefined) cursors.push(cursor)
  }
  expect(cursors).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 1}`))
  await stream.stop()
})

it('takes events that overtake the confirmation of its subscription', async () => {
  const confirmsLate = { confirmsLate: true }
  const server = await startStreamingServer('/event/Reply__e', (n) => ({ events: [n] }), confirmsLate)
  const stream = open(server, '0')
  await stream.until('2')
  expect(server.replays).toEqual([0])
  await stream.stop()
})

it('goes on behind what it has read when Salesforce has forgotten it', async () => {
  const server = await startStreamingServer('/event/Reply__e', (connects) =>
    connects === 2 ? { forgotten: true } : { events: [connects === 1 ? 7 : 8] },
  )
  const stream = open(server, '5')
  await stream.until('8')
  expect(server.replays).toEqual([5, 7])
  await stream.stop()
})

it('is opened anew from its beginning where nothing came before Salesforce forgot it', async () => {
  const server = await startStreamingServer('/event/Reply__e', (connects) =>
    connects > 1 ? { forgotten: true } : {},
  )
  const stream = open(server)
  await stream.next()
  expect(await stream.next()).toMatch(/^since \d+$/)
  await expect(stream.until('never')).rejects.toMatchObject({ code: 'platform-unavailable' })
  expect(server.replays).toEqual([-1])
})

const payloadOf = (replayId: number) => ({
  EventType__c: 'RoutingRequested',
  Payload__c: JSON.stringify({ conversationIdentifier: `c${replayId}`, routingType: 'Transfer' }),
})

it('answers no request to route later because the one before it was refused', async () => {
  const server = await startStreamingServer('/event/Reply__e', (connects) =>
    connects === 1 ? { events: [1, 2], payloadOf } : {},
  )
  const asked: string[] = []
  const stream = open(server, '0', async ({ conversationIdentifier }) => {
    asked.push(conversationIdentifier)
    throw new ConversationError('platform-misconfigured', 'never')
  })
  await stream.until('2')
  await expect(stream.until('never')).rejects.toMatchObject({ code: 'platform-unavailable' })
  expect(asked).toEqual(['c1', 'c2'])
})

it('answers no request to route again because the next one could not be answered', async () => {
  const server = await startStreamingServer('/event/Reply__e', (connects) =>
    connects === 1 ? { events: [1, 2], payloadOf } : {},
  )
  const asked: string[] = []
  const stream = open(server, '0', async ({ conversationIdentifier }) => {
    asked.push(conversationIdentifier)
    if (asked.length > 1) throw new ConversationError('platform-unavailable', 'not now')
  })
  const cursors: unknown[] = []
  await expect(
    (async () => {
      for (;;) cursors.push(await stream.next())
    })(),
  ).rejects.toMatchObject({ code: 'platform-unavailable' })
  expect(asked).toEqual(['c1', 'c2'])
  expect(cursors.filter(Boolean)).toEqual(['1'])
})

it.each([
  ['403::Organization total events daily limit exceeded', 'platform-rate-limited', /limit/],
  ['403:/event/Reply__e:Unknown channel', 'platform-misconfigured', /SALESFORCE_BYOC_EVENT/],
  ['403::Unknown client', 'platform-unavailable', /forgotten/],
])('says why it is refused: %s', async (refusal, code, sentence) => {
  const server = await startStreamingServer('/event/Reply__e', () => ({}), { refusal })
  await expect(open(server, '5').next()).rejects.toMatchObject({
    code,
    message: expect.stringMatching(sentence),
  })
})

it('is opened anew from its place where nothing has come for long: Salesforce may have stopped without a word', async () => {
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => waits.mockRestore())
  const server = await startStreamingServer('/event/Reply__e', (connects) =>
    connects === 1 ? { events: [7] } : {},
  )
  const steps = readAccountStream(
    { account: server.account, settings, answer: async () => {} },
    { cursor: '5', signal: new AbortController().signal },
  )
  const cursors: unknown[] = []
  for await (const step of steps) {
    if (step.step !== 'events' || !step.cursor) continue
    cursors.push(step.cursor)
    const [halfAnHourLater] = waits.mock.calls.find(([, milliseconds]) => milliseconds === 30 * 60_000) ?? []
    if (typeof halfAnHourLater === 'function') halfAnHourLater()
  }
  expect(cursors).toEqual(['7'])
})

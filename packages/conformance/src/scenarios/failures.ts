import { type ConversationError, type ErrorCode, withDeadline } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorWhenAborted } from '../aborting'
import { errorOf, expectSilentAbout } from '../leaks'
import type { Bench, Scenario } from '../scenario'
import type { Failure } from '../subject'
import { saying } from './commands'
import { needsFailure } from './skips'

/** Words and attributes that would be recognised in an error. */
const CANARY = 'canary-c7e1f0b2'

interface Expected {
  readonly failure: Failure
  readonly codes: ReadonlyArray<ErrorCode>
  readonly outcome: ConversationError['outcome']
}

const expected: ReadonlyArray<Expected> = [
  { failure: 'refuse', codes: ['platform-refused', 'platform-misconfigured'], outcome: 'not-started' },
  { failure: 'unavailable', codes: ['platform-unavailable', 'platform-busy'], outcome: 'not-started' },
  { failure: 'rate-limited', codes: ['platform-rate-limited'], outcome: 'not-started' },
  { failure: 'timeout-before', codes: ['platform-timeout'], outcome: 'unknown' },
  { failure: 'timeout-after', codes: ['platform-timeout'], outcome: 'unknown' },
  { failure: 'cut-after', codes: ['platform-unreachable', 'platform-unavailable'], outcome: 'unknown' },
]

/** What never comes is waited for so long; an answer that does come may take its time on a busy machine. */
const deadlineFor = (failure: Failure) =>
  failure === 'timeout-before' || failure === 'timeout-after' ? { milliseconds: 700 } : {}

async function startDirectly({ connector }: Bench, prepared = () => {}): Promise<void> {
  const commandId = crypto.randomUUID()
  const command = {
    type: 'start' as const,
    commandId,
    conversationId: crypto.randomUUID(),
    channel: 'web-chat' as const,
    customerDestination: 'customer-1',
    customerIdentifier: CANARY,
    attributes: { canary: CANARY },
  }
  await withDeadline(async (context) => {
    const session = (await connector.prepare?.(command, context)) ?? {}
    prepared()
    await connector.start(command, session, context)
  })
}

async function sendDirectly({ begin, connector, double }: Bench, failure: Failure): Promise<void> {
  const { conversation } = await begin()
  const commandId = crypto.randomUUID()
  const text = `the customer says ${CANARY}`
  await double.failNext(failure, 'send')
  await withDeadline(
    (context) =>
      connector.send(
        { type: 'send', commandId, messageId: commandId, message: { type: 'text', text } },
        conversation.session,
        context,
      ),
    deadlineFor(failure),
  )
}

export const failures: ReadonlyArray<Scenario> = [
  ...expected.map(
    ({ failure, codes, outcome }): Scenario => ({
      name: `says clearly and silently how a message failed: ${failure}`,
      skip: needsFailure(failure),
      async run(bench) {
        const error = await errorOf(() => sendDirectly(bench, failure))
        expect(codes).toContain(error.code)
        expect(error.outcome).toBe(outcome)
        if (failure === 'rate-limited') expect(error.retryAfterMs).toBe(2_000)
        expectSilentAbout(error, [CANARY, ...bench.secrets])
      },
    }),
  ),
  {
    name: 'refuses a page of HTML where the platform’s answer to a start should be',
    skip: needsFailure('html'),
    async run(bench) {
      await bench.double.failNext('html', 'start')
      const error = await errorOf(() => startDirectly(bench))
      expect(error.code).toBe('platform-reply-invalid')
      expectSilentAbout(error, [CANARY, ...bench.secrets])
    },
  },
  {
    name: 'refuses a page of HTML where the platform’s answer to a message should be',
    // Where messages fail in no other way either, they do not go by HTTP.
    skip: needsFailure('html', 'unavailable'),
    async run(bench) {
      const error = await errorOf(() => sendDirectly(bench, 'html'))
      expect(error.code).toBe('platform-reply-invalid')
      expectSilentAbout(error, [CANARY, ...bench.secrets])
    },
  },
  {
    name: 'says clearly and silently that a start was refused',
    skip: needsFailure('refuse'),
    async run(bench) {
      await bench.double.failNext('refuse', 'start')
      const error = await errorOf(() => startDirectly(bench))
      expect(error.remedy, 'a refusal is not tried again').toBe('never')
      expect(error.code).not.toBe('internal')
      expectSilentAbout(error, [CANARY, ...bench.secrets])
    },
  },
  {
    name: 'says clearly and silently that a start was cut off',
    skip: needsFailure('cut-after'),
    async run(bench) {
      let isPrepared = false
      await bench.double.failNext('cut-after', 'start')
      const error = await errorOf(() =>
        startDirectly(bench, () => {
          isPrepared = true
        }),
      )
      expect(['platform-unreachable', 'platform-unavailable']).toContain(error.code)
      if (isPrepared) expect(error.outcome, 'the conversation may have begun').toBe('unknown')
      expectSilentAbout(error, [CANARY, ...bench.secrets])
    },
  },
  {
    name: 'starts and sends in the end although the platform was unavailable once',
    skip: needsFailure('unavailable'),
    async run(bench) {
      await bench.double.failNext('unavailable', 'start')
      const { conversation } = await bench.begin()
      await bench.double.failNext('unavailable', 'send')
      await conversation.send('at the second try')
      const received = await bench.double.received(conversation)
      expect(received.map(({ text }) => text)).toEqual(['at the second try'])
    },
  },
  {
    name: 'stops a call when its signal is aborted',
    skip: needsFailure('timeout-before'),
    async run({ begin, connector, double }) {
      const { conversation } = await begin()
      await double.failNext('timeout-before', 'send')
      const stopped = () =>
        errorWhenAborted((context) => connector.send(saying('never mind'), conversation.session, context))
      // A call that is stopped while it still logs in, or before a busy machine comes to it, has begun nothing; the next
      // one finds the login made.
      let { outcome } = await stopped()
      for (let more = 3; outcome === 'not-started' && more > 0; more -= 1) ({ outcome } = await stopped())
      expect(outcome).toBe('unknown')
    },
  },
]

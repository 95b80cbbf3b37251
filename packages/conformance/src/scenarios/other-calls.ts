import { type CallContext, type Connector, withDeadline } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorWhenAborted } from '../aborting'
import { errorOf, expectSilentAbout } from '../leaks'
import { eventually, given, heardOf } from '../observe'
import type { Bench, Scenario, SkipRule, Talk } from '../scenario'
import type { OtherCall } from '../subject'
import { allOf, needsFailure } from './skips'

interface Call {
  readonly call: OtherCall
  readonly skip: SkipRule
  readonly make: (connector: Connector, talk: Talk, context: CallContext) => Promise<unknown>
}

const declares =
  (otherwise: string, isDeclared: (connector: Connector) => boolean): SkipRule =>
  ({ connector }) =>
    isDeclared(connector) ? undefined : otherwise

const speaksFirst: SkipRule = ({ double }) =>
  double.greeting === undefined ? 'the platform does not greet' : undefined

const calls: ReadonlyArray<Call> = [
  {
    call: 'end',
    skip: () => undefined,
    make: (connector, { conversation }, context) =>
      connector.end(
        { type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' },
        conversation.session,
        context,
      ),
  },
  {
    call: 'typing',
    skip: declares(
      'typing to the platform is not declared',
      ({ capabilities }) => capabilities.typing.toPlatform,
    ),
    make: async (connector, { conversation }, context) =>
      connector.typing?.(
        { type: 'typing', commandId: crypto.randomUUID(), typing: true },
        conversation.session,
        context,
      ),
  },
  {
    call: 'receipt',
    skip: allOf(
      declares(
        'receipts to the platform are not declared',
        ({ capabilities }) => capabilities.receipts.toPlatform,
      ),
      speaksFirst,
    ),
    make: async (connector, talk, context) =>
      connector.receipt?.(
        {
          type: 'receipt',
          commandId: crypto.randomUUID(),
          messageId: heardOf(talk, 'message')[0]?.messageId ?? '',
          status: 'read',
        },
        talk.conversation.session,
        context,
      ),
  },
  {
    call: 'readTranscript',
    skip: declares('transcript is not declared', ({ capabilities }) => capabilities.transcript),
    make: async (connector, { conversation }, context) =>
      connector.readTranscript?.(conversation.session, context),
  },
]

const canFail: SkipRule = ({ double }) =>
  double.failNextOther ? undefined : 'the double makes only starts and messages fail'

/** Where the platform greets, its stream stands when the greeting is there, and does not take the failure upon itself. */
async function settled({ begin, double }: Bench): Promise<Talk> {
  const talk = await begin()
  if (double.greeting !== undefined) await eventually(() => expect(heardOf(talk, 'message')).not.toEqual([]))
  return talk
}

export const otherCalls: ReadonlyArray<Scenario> = [
  ...calls.map(
    ({ call, skip, make }): Scenario => ({
      name: `says clearly and silently how another call failed, and makes it at the next try: ${call}`,
      skip: allOf(canFail, skip, needsFailure('unavailable')),
      async run(bench) {
        const { connector, double } = bench
        const talk = await settled(bench)
        const made = () => withDeadline((context) => make(connector, talk, context))
        await given(double.failNextOther)('unavailable', call)
        const error = await errorOf(made)
        expect(['platform-unavailable', 'platform-busy']).toContain(error.code)
        expectSilentAbout(error, bench.secrets)
        await made()
        if (call === 'end') expect(await double.isEnded(talk.conversation)).toBe(true)
      },
    }),
  ),
  ...calls.map(
    ({ call, skip, make }): Scenario => ({
      name: `stops another call when its signal is aborted: ${call}`,
      skip: allOf(canFail, skip, needsFailure('timeout-before')),
      async run(bench) {
        const talk = await settled(bench)
        await given(bench.double.failNextOther)('timeout-before', call)
        const error = await errorWhenAborted((context) => make(bench.connector, talk, context))
        expectSilentAbout(error, bench.secrets)
      },
    }),
  ),
]

import { withDeadline } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorOf } from '../leaks'
import { eventually, given } from '../observe'
import type { Scenario, SkipRule } from '../scenario'
import type { Failure } from '../subject'
import { saying, starting } from './commands'
import { allOf, needsFailure } from './skips'

const reconciles: SkipRule = ({ connector }) =>
  connector.capabilities.repeats.start === 'reconcilable' ? undefined : 'start is not declared reconcilable'

const lostStart = (name: string, failure: Failure, tookEffect: 'yes' | 'no'): Scenario => ({
  name,
  skip: allOf(reconciles, needsFailure(failure)),
  async run({ connect, connector, double }) {
    const command = starting()
    const prepared = await withDeadline(
      async (context) => (await connector.prepare?.(command, context)) ?? {},
    )
    await double.failNext(failure, 'start')
    const error = await errorOf(() =>
      withDeadline((context) => connector.start(command, prepared, context), { milliseconds: 700 }),
    )
    expect(error.outcome, 'nobody can know yet').toBe('unknown')

    // As whoever goes on would: with a connector of its own, and the session that was kept before the start.
    const other = connect()
    const found = await eventually(async () => {
      const answer = await withDeadline((context) =>
        given(other.reconcile).call(other, command, prepared, context),
      )
      expect(answer.tookEffect).toBe(tookEffect)
      return answer
    })
    const started =
      found.tookEffect === 'yes'
        ? (found.session ?? prepared)
        : (await withDeadline((context) => other.start(command, prepared, context))).session
    await withDeadline((context) => other.send(saying('after all'), started, context))
    const { conversationId } = command
    const received = await double.received({ conversationId, session: started })
    expect(received.map(({ text }) => text)).toEqual(['after all'])
  },
})

export const lostStarts: ReadonlyArray<Scenario> = [
  lostStart('finds a start that the platform took before it fell silent', 'timeout-after', 'yes'),
  lostStart('finds that the platform never took a start', 'timeout-before', 'no'),
]

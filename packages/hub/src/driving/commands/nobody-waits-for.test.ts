import { expect, it } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import { nobodyWaitsFor } from './nobody-waits-for'

const send = sendForTests('m')
const end = { ...send, command: { type: 'end', commandId: 'e', reason: 'operator' } as const }

it.each([
  ['at a platform that knows a repeat by its id', 'idempotent', {}, true],
  ['at a platform whose records tell', 'reconcilable', {}, true],
  ['at a platform that echoes it, which a restart might miss', 'echo', {}, false],
  ['at a platform where nobody can tell, so that a restart would repeat it', 'neither', {}, false],
  ['behind which another one waits', 'idempotent', { outbox: [send, sendForTests('n', 3)] }, false],
  ['with an answer in the reply', 'idempotent', { events: [] }, false],
  ['that is an end', 'idempotent', { head: end }, false],
] as const)('the mark of a message %s: may it be written a moment later?', (...[
  ,
  repeats,
  given,
  expected,
]) => {
  const { head = send, outbox = [head], ...reply }: Given = given
  const { connector } = createFakePlatform({
    capabilities: { repeats: { start: 'idempotent', send: repeats, end: 'idempotent' } },
  })
  const waits = nobodyWaitsFor(recordForTests({ outbox }), head, connector, { session: {}, ...reply })
  expect(waits).toBe(expected)
})

interface Given {
  readonly head?: typeof send
  readonly outbox?: ReadonlyArray<typeof send>
  readonly events?: []
}

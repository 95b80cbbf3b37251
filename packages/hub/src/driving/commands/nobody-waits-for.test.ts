import type { Capabilities } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import type { OutboxRow } from '../../conversations/conversation-row'
import { recordForTests, sendForTests } from '../../conversations/record-for-tests'
import { nobodyWaitsFor } from './nobody-waits-for'

const send = sendForTests('m')
const end = { ...send, command: { type: 'end', commandId: 'e', reason: 'operator' } as const }

interface Given {
  readonly head?: OutboxRow
  readonly outbox?: ReadonlyArray<OutboxRow>
  readonly events?: []
}

const messages: [what: string, repeats: Capabilities['repeats']['send'], given: Given, expected: boolean][] =
  [
    ['at a platform that knows a repeat by its id', 'idempotent', {}, true],
    ['at a platform whose records tell', 'reconcilable', {}, true],
    ['at a platform that echoes it, which a restart might miss', 'echo', {}, false],
    ['at a platform where nobody can tell, so that a restart would repeat it', 'neither', {}, false],
    ['behind which another one waits', 'idempotent', { outbox: [send, sendForTests('n', 3)] }, false],
    ['with an answer in the reply', 'idempotent', { events: [] }, false],
    ['that is an end', 'idempotent', { head: end }, false],
  ]

it.each(messages)('the mark of a message %s: may it be written a moment later?', (...[
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

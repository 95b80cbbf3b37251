import { describe, expect, it } from 'vitest'
import type { OutboxRow } from '../../conversations/conversation-row'
import { sendForTests, startForTests } from '../../conversations/record-for-tests'
import { headsOf, mayHaveBeenUnderWay } from './heads'

const base = sendForTests('m1')
const send = (seq: number): OutboxRow => ({ ...base, seq, platform: 'new' })
const end = (seq: number, platform: string, session?: string): OutboxRow => ({
  ...base,
  seq,
  platform,
  session,
  command: { type: 'end', commandId: `end ${seq}`, reason: 'moved' },
})
const seqs = (outbox: OutboxRow[]) => headsOf(outbox).map(({ seq }) => seq)

describe('the commands that may be next', () => {
  it('are the first alone, as a rule', () => {
    expect(seqs([])).toEqual([])
    expect(seqs([send(1), send(2), end(3, 'new')])).toEqual([1])
  })

  it('are also the ends of platforms that were left, which hold nobody up', () => {
    expect(
      seqs([end(1, 'old', 'sealed'), startForTests(2, 'new'), send(3), end(4, 'older', 'sealed')]),
    ).toEqual([2, 1, 4])
  })

  it('are such an end alone where the conversation comes back to that platform', () => {
    expect(seqs([end(1, 'old', 'sealed'), startForTests(2, 'old'), send(3)])).toEqual([1])
  })
})

describe('the commands that may have been under way', () => {
  const at = (seq: number, minute: number): OutboxRow => ({
    ...send(seq),
    createdAt: new Date(minute * 60_000),
  })
  const underWay = (outbox: OutboxRow[]) => mayHaveBeenUnderWay(outbox).map(({ seq }) => seq)

  it('are the first alone, as a rule', () => {
    expect(underWay([at(1, 1), at(2, 1), at(3, 2)])).toEqual([1])
  })

  it('are also those in front of which dead letters were replayed meanwhile', () => {
    expect(underWay([at(1, 9), at(2, 8), at(5, 3), at(6, 3)])).toEqual([1, 2, 5])
  })
})

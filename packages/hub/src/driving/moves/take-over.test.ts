import { describe, expect, it } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import { recordForTests } from '../../conversations/record-for-tests'
import type { Changes } from '../../journal/changes'
import type { Change } from '../../journal/journal'
import { takeOver } from './take-over'

/** A conversation in which one more line is said, so often, while the transcript is being read. */
function talkative(times: number) {
  const lines = ['one', 'two']
  const reads: (readonly [from: unknown, to: unknown])[] = []
  const written: Changes[] = []
  const record = () => recordForTests({ row: { managedBy: 'old', nextSeq: lines.length + 1 } })
  const context = {
    platforms: new Map([
      [
        'fake',
        createFakePlatform({ capabilities: { transcriptHandOver: { maxCharacters: 1_000 } } }).connector,
      ],
    ]),
    log: () => {},
    database: {
      async query(text: string, [, from, to]: ReadonlyArray<unknown> = []) {
        if (text.includes('outbox')) return []
        reads.push([from, to])
        const rows = lines.map((text, index) => ({
          seq: index + 1,
          at: new Date(),
          body: JSON.stringify({
            type: 'message',
            messageId: text,
            author: { role: 'customer' },
            parts: [{ type: 'text', text }],
          }),
        }))
        if (reads.length <= times) lines.push(`meanwhile ${reads.length}`)
        return rows.filter(({ seq }) => seq >= Number(from) && seq < Number(to))
      },
    },
    journal: {
      get: async () => record(),
      async change<Value>(_id: string, change: Change<Value>) {
        const { value, ...changes } = change(record())
        written.push(changes)
        return value
      },
    },
  }
  return { context, reads, written }
}

describe('what is said while the transcript is read for another platform', () => {
  it('is read in addition, and handed over once', async () => {
    const { context, reads, written } = talkative(2)
    expect(await takeOver(context, 'id', { platform: 'fake' })).toEqual({ handedOver: 4, leftOut: 0 })
    expect(reads).toEqual([
      [1, 3],
      [3, 4],
      [4, 5],
    ])
    const start = written.at(-1)?.commands?.find(({ command }) => command.type === 'start')?.command
    const transcript = start?.type === 'start' ? start.transcript : undefined
    expect(transcript?.map(({ text }) => text)).toEqual(['one', 'two', 'meanwhile 1', 'meanwhile 2'])
  })

  it('does not keep it reading for ever', async () => {
    const { context, reads } = talkative(Number.POSITIVE_INFINITY)
    await expect(takeOver(context, 'id', { platform: 'fake' })).rejects.toMatchObject({
      code: 'database-unavailable',
      outcome: 'not-started',
    })
    expect(reads.length).toBeLessThan(100)
  })
})

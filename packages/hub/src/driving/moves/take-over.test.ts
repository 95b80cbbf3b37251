import { describe, expect, it } from 'vitest'
import { createFakePlatform } from '../../../tests/support/fake-platform'
import { recordForTests, startForTests } from '../../conversations/record-for-tests'
import { type Changes, newCommand } from '../../journal/changes'
import type { Change } from '../../journal/journal'
import { takeOver } from './take-over'

/** A conversation in which one more line is said, so often, while the transcript is being read. */
function talkative(
  times: number,
  managed: Parameters<typeof recordForTests>[0] = { row: { managedBy: 'old' } },
) {
  const lines = ['one', 'two']
  const reads: (readonly [from: unknown, to: unknown])[] = []
  const written: Changes[] = []
  const record = () => recordForTests({ ...managed, row: { ...managed.row, nextSeq: lines.length + 1 } })
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

it('a move to the platform where the start was just given up starts it there anew, in place of the fallback', async () => {
  const move = { type: 'move' as const, commandId: 'order', to: 'old' }
  const outbox = [newCommand({ platform: 'old', command: move }, 2, new Date())]
  const { context, written } = talkative(0, { row: { managedBy: 'fake', sessionStarted: false }, outbox })
  await takeOver(context, 'id', { platform: 'fake' })
  expect(written).toMatchObject([{ done: [2], commands: [{ platform: 'fake', command: { type: 'start' } }] }])
})

it('the end that a platform which was left before has still to be told is not taken away by the next move', async () => {
  const end = { type: 'end' as const, commandId: 'end', reason: 'moved' as const }
  const start = startForTests(3, 'old')
  const earlier = newCommand({ platform: 'older', command: end, session: 'of the older one' }, 2, new Date())
  const { context, written } = talkative(0, { row: { managedBy: 'old' }, outbox: [earlier, start] })
  await takeOver(context, 'id', { platform: 'fake' })
  expect(written.map(({ done }) => done)).toEqual([[3]])
})

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

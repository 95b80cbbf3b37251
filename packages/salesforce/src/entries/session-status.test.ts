import { describe, expect, it } from 'vitest'
import { entrySchema } from './entry'
import { endedBefore, openedBy } from './session-status'

const reopenedAt = Date.UTC(2026, 10, 24, 10, 0, 5)

const inSeconds = (time: number) => Math.floor(time / 1_000)

const status = (sessionStatus: string, sessionEndTime: number | null, transcriptedTimestamp = reopenedAt) =>
  entrySchema.parse({
    identifier: 'e',
    entryType: 'SessionStatusChanged',
    entryPayload: { sessionStatus, sessionEndTime },
    transcriptedTimestamp,
  })

describe('the end of a messaging session', () => {
  it.each([
    ['is over when a later one is opened', status('Ended', reopenedAt - 60_000), reopenedAt, true],
    ['is over within the second of the opening', status('Ended', reopenedAt + 400), reopenedAt, true],
    ['is that of the later one', status('Ended', reopenedAt + 5_000), reopenedAt, false],
    ['is told without its time, before', status('Ended', null, reopenedAt - 1), reopenedAt, true],
    ['is told without its time, after', status('Ended', null, reopenedAt + 5_000), reopenedAt, false],
    ['is that of the only one', status('Ended', reopenedAt - 60_000), undefined, false],
    ['is told in seconds, before', status('Ended', inSeconds(reopenedAt) - 60), reopenedAt, true],
    ['is told in seconds, after', status('Ended', inSeconds(reopenedAt) + 5), reopenedAt, false],
    ['has a 0 for its time, after', status('Ended', 0, reopenedAt + 5_000), reopenedAt, false],
    ['is something else', status('Waiting', reopenedAt - 60_000), reopenedAt, false],
  ])('%s', (_, entry, opened, before) => {
    expect(endedBefore(entry, opened)).toBe(before)
  })

  it('that follows a message at once is not of before, though the answer to the message was lost', () => {
    const takenAt = reopenedAt + 400
    const message = entrySchema.parse({ identifier: 'm', transcriptedTimestamp: takenAt })
    const opened = openedBy(message, [status('Ended', reopenedAt - 60_000)])
    expect(endedBefore(status('Ended', takenAt - 1), opened)).toBe(true)
    expect(endedBefore(status('Ended', takenAt + 300), opened)).toBe(false)
  })
})

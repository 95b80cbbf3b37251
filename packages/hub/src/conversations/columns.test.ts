import { expect, it } from 'vitest'
import { readOutboxRow } from './columns'

const row = {
  seq: 1,
  platform: 'fake',
  command: '{"type":"end","commandId":"c"}',
  session: null,
  attempts: 0,
  created_at: new Date(),
  next_try_at: null,
  dead_at: null,
  error_code: null,
}

it.each([
  ['was not tried yet', {}, false],
  ['is replayed after its platform was down', { error_code: 'platform-unavailable' }, true],
  ['is replayed after it was refused', { error_code: 'platform-refused' }, false],
  ['waits for its platform', { error_code: 'platform-unavailable', next_try_at: new Date() }, false],
  ['is tried again', { error_code: 'platform-unavailable', attempts: 1 }, false],
])('a command that %s', (_, columns, isInDoubt) => {
  expect(readOutboxRow({ ...row, ...columns }).isInDoubt).toBe(isInDoubt)
})

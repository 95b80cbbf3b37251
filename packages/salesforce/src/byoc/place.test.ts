import { expect, it } from 'vitest'
import { beginningAt, isAfter, placeOf } from './place'
import { resolveSettings } from './settings'

const settings = resolveSettings({
  scrtUrl: 'https://x.my.salesforce-scrt.com',
  loginUrl: 'https://x.my.salesforce.com',
  orgId: '00DSB0000001Kqx',
  clientId: 'c',
  clientSecret: 's',
  channel: 'Channel',
  channelAddress: 'address',
  event: 'Hub_Event__e',
})

it('what was sent since the stream was opened is read, though the two clocks are minutes apart', () => {
  const openedAt = Date.UTC(2026, 10, 24, 12)
  const isRead = (minutesBefore: number) => {
    const CreatedDate = new Date(openedAt - minutesBefore * 60_000).toISOString()
    const message = { payload: { CreatedDate }, event: { replayId: 1 } }
    return isAfter(message, placeOf(beginningAt(openedAt)), settings)
  }
  expect([0, 4, 6].map(isRead)).toEqual([true, true, false])
})

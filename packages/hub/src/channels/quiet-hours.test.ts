import { describe, expect, it } from 'vitest'
import { quietUntil } from './quiet-hours'

const night = { from: '21:00', to: '08:00', timeZone: 'America/New_York' }
const noon = { from: '12:00', to: '13:00', timeZone: 'UTC' }

describe('quiet hours', () => {
  it.each<[string, string, typeof night, string | undefined, string | undefined]>([
    ['by day', '2026-03-02T15:00:00Z', night, undefined, undefined],
    ['just before they begin', '2026-03-03T01:59:59Z', night, undefined, undefined],
    ['when they begin', '2026-03-03T02:00:00Z', night, undefined, '2026-03-03T13:00:00.000Z'],
    ['after midnight', '2026-03-03T07:30:20Z', night, undefined, '2026-03-03T13:00:00.000Z'],
    ['when they end', '2026-03-03T13:00:00Z', night, undefined, undefined],
    ['in the customer’s own zone', '2026-03-03T15:30:00Z', night, 'Asia/Tokyo', '2026-03-03T23:00:00.000Z'],
    [
      'in a zone that does not exist',
      '2026-03-03T02:00:00Z',
      night,
      'Mars/Olympus',
      '2026-03-03T13:00:00.000Z',
    ],
    ['in a zone with half hours', '2026-03-02T20:00:00Z', night, 'Asia/Kolkata', '2026-03-03T02:30:00.000Z'],
    ['within one day', '2026-03-02T12:15:00Z', noon, undefined, '2026-03-02T13:00:00.000Z'],
    ['outside them on that day', '2026-03-02T13:15:00Z', noon, undefined, undefined],
    ['none, where both are the same', '2026-03-02T12:00:00Z', { ...noon, to: '12:00' }, undefined, undefined],
  ])('%s', (_name, now, hours, zone, until) => {
    expect(quietUntil(new Date(now), hours, zone)?.toISOString()).toBe(until)
  })
})

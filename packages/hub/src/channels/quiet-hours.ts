import type { QuietHours } from '../settings/settings'

const MINUTE = 60_000
const MINUTES_PER_DAY = 24 * 60

/**
 * When messages may be sent again, if `now` is in the quiet hours of the customer's day; otherwise `undefined`. It may be
 * an hour off when the clocks change, so whoever waits asks again.
 */
export function quietUntil(
  now: Date,
  { from, to, timeZone }: QuietHours,
  customersTimeZone?: string,
): Date | undefined {
  const time = minutesAt(now, customersTimeZone) ?? minutesAt(now, timeZone)
  if (time === undefined) return undefined
  const begin = minutesOf(from)
  const end = minutesOf(to)
  const isQuiet = begin < end ? time >= begin && time < end : time >= begin || time < end
  if (!isQuiet || begin === end) return undefined
  const minutes = (end - time + MINUTES_PER_DAY) % MINUTES_PER_DAY
  return new Date(Math.floor(now.getTime() / MINUTE) * MINUTE + minutes * MINUTE)
}

/** The minutes since midnight in a time zone, or `undefined` if there is no such zone. */
function minutesAt(now: Date, timeZone: string | undefined): number | undefined {
  if (timeZone === undefined) return undefined
  try {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
    return minutesOf(clock.format(now))
  } catch {
    // The app may have written anything into the attribute.
    return undefined
  }
}

function minutesOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return (hours % 24) * 60 + minutes
}

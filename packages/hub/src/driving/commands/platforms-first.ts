/**
 * Does something after the platform has been spoken to about what was just committed. The platform's answer is what
 * the customer waits for; the customer's own words on the page, and the word that they were taken, may follow a moment
 * later. (undici looks at a connection that idled for one turn of the event loop before it writes to it; what is
 * asked for here comes in the same turn, behind it.)
 */
export function platformsFirst(then: () => void): void {
  process.nextTick(() => setImmediate(then))
}

/**
 * Does something after what was just committed has been sent to the platform. The customer waits for the platform's
 * answer; the customer's own words on the page, and their confirmation, may follow a moment later. (Before undici
 * writes to a connection that was idle, it waits one turn of the event loop; what is passed here is done in that turn,
 * after it.)
 */
export function platformsFirst(then: () => void): void {
  process.nextTick(() => setImmediate(then))
}

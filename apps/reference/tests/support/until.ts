import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 30_000

/** Looks again and again until there is something to see. Fails with what was awaited. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen | undefined | false>,
): Promise<Seen> {
  const deadline = performance.now() + LIMIT_MS
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > deadline) throw new Error(`did not happen within ${LIMIT_MS} ms: ${what}`)
    await pause(50)
  }
}

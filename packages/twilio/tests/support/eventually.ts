/** Waits, at most 30 seconds, until `look` answers something; fails with what was waited for. */
export async function eventually<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
  within = 30_000,
): Promise<Value> {
  // By a clock that no test stops or moves.
  const now = () => process.uptime() * 1_000
  const deadline = now() + within
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

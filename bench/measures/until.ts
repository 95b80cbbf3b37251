/** Waits, at most two minutes, until it holds. Returns how long, in seconds. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > 120_000) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return (performance.now() - began) / 1_000
}

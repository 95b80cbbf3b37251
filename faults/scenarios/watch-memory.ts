import type { ServerProcess } from '../server/server-process'

const LOOKS_EVERY_MS = 20

/** Looks again and again at how much memory a process has. NaN where the machine does not tell. */
export async function watchMemory(instance: ServerProcess | undefined): Promise<{ grownBy(): number }> {
  const now = async () => (await instance?.residentBytes()) ?? Number.NaN
  const before = await now()
  let most = before
  const timer = setInterval(async () => {
    most = Math.max(most, await now())
  }, LOOKS_EVERY_MS)
  return {
    grownBy() {
      clearInterval(timer)
      return most - before
    },
  }
}

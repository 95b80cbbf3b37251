/** Milliseconds before the first, second, ... repeat; the last one stays. */
const steps = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const
const longest = 30_000

/**
 * How long to wait before repeating something for the `repeat`th time (from 1), in milliseconds. Between half
 * and the whole of the step, so that thousands of browsers cut off together do not come back together.
 */
export function retryDelay(repeat: number, random: () => number = Math.random): number {
  const step = steps[repeat - 1] ?? longest
  return Math.round(step * (0.5 + random() / 2))
}

/** So long as the hub asks for. No time at all says nothing: it would be asked again without a pause. */
export function waitFor(askedMs: number | undefined, repeat: number): number {
  return askedMs || retryDelay(repeat)
}

/** A wait that can be cut short, for example because the network is back. */
export interface Pause {
  wait(milliseconds: number): Promise<void>
  wake(): void
}

export function createPause(): Pause {
  let wakeCurrent = () => {}
  return {
    wait(milliseconds) {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds)
        wakeCurrent = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
    wake: () => wakeCurrent(),
  }
}

/** How long something took, in milliseconds. */
export interface Latency {
  readonly p50: number
  readonly p99: number
}

export function latencyOf(milliseconds: ReadonlyArray<number>): Latency {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

/** Random numbers from a seed: the same seed gives the same run. */
export interface Random {
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number between both, both included. */
  between(least: number, most: number): number
  pick<Value>(values: readonly [Value, ...Value[]]): Value
  /** Random numbers of their own for a part of the run, whatever the other parts draw. */
  fork(name: string): Random
}

/** Mulberry32: small, and good enough to choose moments with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    pick: (values) => values[between(0, values.length - 1)] ?? values[0],
    fork: (name) => createRandom(seed ^ hashOf(name)),
  }
}

function hashOf(text: string): number {
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  return hash >>> 0
}

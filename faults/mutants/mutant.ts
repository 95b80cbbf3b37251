/** What a relay that is broken on purpose does to one line in each direction. */
export const mutants = ['lost', 'doubled', 'swapped', 'crossed'] as const

export type Mutant = (typeof mutants)[number]

/** The line of a conversation that it happens to: neither the first nor the last, so that there is something around it. */
export const BROKEN_LINE = 3

export function isMutant(name: string): name is Mutant {
  return mutants.some((mutant) => mutant === name)
}
